-- Grain: one signaling event of the device at hand in reach, as the kernel takes it (codes: -1 for none), with its words and
-- where it lies.
SELECT
  e.event_ms, coalesce(e.visited_plmn, -1) AS visited_plmn, coalesce(e."procedure", -1) AS "procedure",
  coalesce(e.result, -1) AS result, coalesce(e.interface, -1) AS interface, coalesce(e.rat, -1) AS rat,
  concat_ws(' ', i.value, p.value, r.value) AS words,
  coalesce(i.value, '') AS interface_word, coalesce(p.value, '') AS procedure_word, coalesce(r.value, '') AS result_word,
  coalesce(t.value, '') AS rat_word, coalesce(c.value, '') AS cell, coalesce(a.value, '') AS apn,
  f.name, f.sha256, e.line
FROM slice_event AS e
JOIN source_file AS f ON f.file_id = e.file_id
LEFT JOIN text_dictionary AS p ON p.code = e."procedure"
LEFT JOIN text_dictionary AS r ON r.code = e.result
LEFT JOIN text_dictionary AS i ON i.code = e.interface
LEFT JOIN text_dictionary AS t ON t.code = e.rat
LEFT JOIN text_dictionary AS c ON c.code = e.cell
LEFT JOIN text_dictionary AS a ON a.code = e.apn
WHERE e.event_ms >= CAST($from_ms AS BIGINT) AND e.event_ms < CAST($until_ms AS BIGINT)
ORDER BY e.event_ms, f.sha256, e.line
