-- Grain: one signaling event of a packed device that the agreement (`$no`) may look at, with where it lies, of a part of them.
SELECT
  p.ordinal, strftime(make_timestamp(e.event_ms * 1000), '%Y-%m-%dT%H:%M:%S.%gZ') AS event_time, i.value AS interface,
  w.value AS "procedure", r.value AS result, v.value AS visited_plmn, t.value AS rat, f.sha256, e.line
FROM slice_event AS e
JOIN packed_device AS p ON p.imsi = e.imsi
JOIN scope AS s ON s.no = CAST($no AS INTEGER)
JOIN source_file AS f ON f.file_id = e.file_id
LEFT JOIN text_dictionary AS i ON i.code = e.interface
LEFT JOIN text_dictionary AS w ON w.code = e."procedure"
LEFT JOIN text_dictionary AS r ON r.code = e.result
LEFT JOIN text_dictionary AS v ON v.code = e.visited_plmn
LEFT JOIN text_dictionary AS t ON t.code = e.rat
WHERE e.event_ms >= s.scan_from_ms AND e.event_ms < s.scan_until_ms
  AND pack_place(p.ordinal, e.event_ms) BETWEEN CAST($first AS BIGINT) AND CAST($last AS BIGINT)
ORDER BY p.ordinal, e.event_ms, f.sha256, e.line
