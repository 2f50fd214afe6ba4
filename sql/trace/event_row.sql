-- Grain: one of the first events of the device at hand on days of the period, by time, with its words and where it lies.
WITH shown AS (
  SELECT e.event_ms, e.interface, e."procedure", e.result, e.rat, e.cell, e.apn, e.line, f.name, f.sha256
  FROM owned_event AS e
  JOIN scope AS s ON s.no = getvariable('traced_no') AND e.day >= s.period_from_day AND e.day < s.period_end_day
  JOIN source_file AS f ON f.file_id = e.file_id
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
