-- Grain: (no, feed, day): what the loaded feeds have of a day, in numbers: events by interface; as feed 'tap' the TAP files with a
-- record dated on it.
WITH dated_file AS (
  SELECT DISTINCT a.no, d.file_id, d.day
  FROM file_agreement AS a
  JOIN file_day AS d ON d.file_id = a.file_id
  JOIN live_file AS f ON f.file_id = a.file_id
  JOIN scope AS s ON s.no = a.no
  WHERE d.day >= least(s.window_from_day, s.period_from_day) AND d.day < s.period_end_day
)
SELECT no, interface AS feed, day, events AS amount FROM period.feed_day
UNION ALL
SELECT no, 'tap', day, count(*) FROM dated_file GROUP BY ALL
ORDER BY ALL
