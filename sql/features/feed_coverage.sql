-- Grain: one visited party: first and last day that its loaded feeds (TAP and signaling together) reach.
CREATE OR REPLACE TEMP TABLE feed_coverage AS
SELECT s.visited_key, min(days.first_day) AS first_day, max(days.last_day) AS last_day
FROM (
  SELECT no, min(event_day) AS first_day, max(event_day) AS last_day FROM device_event GROUP BY no
  UNION ALL
  -- A record charged late may lie long before every window: it says nothing of what is loaded now.
  SELECT r.no, min(r.event_day), max(r.event_day)
  FROM device_record AS r
  JOIN scope AS s ON s.no = r.no AND r.event_day >= s.scan_from_day
  GROUP BY r.no
) AS days
JOIN scope AS s ON s.no = days.no
GROUP BY s.visited_key
