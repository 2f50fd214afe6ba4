-- Grain: (no, feed, day): what the loaded feeds have of a day, in numbers: events by interface; as feed 'tap' the TAP files with a
-- record dated on it; as feed 'devices' the agreement's devices with an event on it, days of the period alone.
WITH dated_file AS (
  SELECT DISTINCT a.no, d.file_id, d.day
  FROM file_agreement AS a
  JOIN file_day AS d ON d.file_id = a.file_id
  JOIN live_file AS f ON f.file_id = a.file_id
  JOIN scope AS s ON s.no = a.no
  WHERE d.day >= least(s.window_from_day, s.period_from_day) AND d.day < s.period_end_day
),
seen AS (
  SELECT c.no, s.period_from_day + bit AS day, count(*) AS amount
  FROM period.device_cover AS c
  JOIN scope AS s ON s.no = c.no
  JOIN range(31) AS bits(bit) ON (c.event_days >> CAST(bit AS INTEGER)) & 1 = 1
  GROUP BY ALL
)
SELECT no, interface AS feed, day, events AS amount FROM period.feed_day
UNION ALL
SELECT no, 'tap', day, count(*) FROM dated_file GROUP BY ALL
UNION ALL
SELECT no, 'devices', day, amount FROM seen
ORDER BY ALL
