-- Grain: one of the first rows of period_event, by time, with its words and where it lies.
WITH edge AS (
  -- Ordering whole rows of millions is dear: first the time of the last one that is shown.
  SELECT max(event_ms) AS last_ms FROM (SELECT event_ms FROM period_event ORDER BY event_ms LIMIT $limit)
),
shown AS (
  SELECT e.*, f.name, f.sha256
  FROM period_event AS e
  JOIN source_file AS f ON f.file_id = e.file_id
  WHERE e.event_ms <= (SELECT last_ms FROM edge)
  ORDER BY e.event_ms, f.sha256, e.line
  LIMIT $limit
)
SELECT
  x.event_ms, coalesce(i.value, '') AS interface, coalesce(p.value, '') AS "procedure", coalesce(r.value, '') AS result,
  coalesce(t.value, '') AS rat, coalesce(c.value, '') AS cell, coalesce(a.value, '') AS apn, x.name, x.sha256, x.line
FROM shown AS x
LEFT JOIN text_dictionary AS p ON p.code = x."procedure"
LEFT JOIN text_dictionary AS r ON r.code = x.result
LEFT JOIN text_dictionary AS i ON i.code = x.interface
LEFT JOIN text_dictionary AS t ON t.code = x.rat
LEFT JOIN text_dictionary AS c ON c.code = x.cell
LEFT JOIN text_dictionary AS a ON a.code = x.apn
ORDER BY x.event_ms, x.sha256, x.line
