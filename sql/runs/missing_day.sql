-- Grain: (no, day): a day of the period on which no signaling event of the visited party is loaded.
WITH seen AS (
  SELECT DISTINCT s.visited_key, e.event_day
  FROM device_event AS e
  JOIN scope AS s ON s.no = e.no
  WHERE e.in_period
)
SELECT d.no, d.day
FROM (SELECT no, visited_key, unnest(range(period_from_day, period_end_day)) AS day FROM scope) AS d
ANTI JOIN seen ON seen.visited_key = d.visited_key AND seen.event_day = d.day
ORDER BY ALL
