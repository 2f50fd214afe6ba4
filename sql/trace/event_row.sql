-- Grain: one signaling event of the device at hand in reach, as the kernel takes it (codes: -1 for none), with its words and
-- where it lies.
SELECT
  e.event_ms, coalesce(e.visited_plmn, -1) AS visited_plmn, coalesce(e."procedure", -1) AS "procedure",
  coalesce(e.result, -1) AS result, coalesce(e.interface, -1) AS interface, coalesce(e.rat, -1) AS rat,
  concat_ws(' ', i.value, p.value, r.value) AS words, f.name, f.sha256, e.line
FROM slice_event AS e
JOIN source_file AS f ON f.file_id = e.file_id
LEFT JOIN text_dictionary AS p ON p.code = e."procedure"
LEFT JOIN text_dictionary AS r ON r.code = e.result
LEFT JOIN text_dictionary AS i ON i.code = e.interface
WHERE e.event_ms >= CAST($from_ms AS BIGINT) AND e.event_ms < CAST($until_ms AS BIGINT)
ORDER BY e.event_ms, f.sha256, e.line
