-- Grain: (file_id, line): a row that equals an event loaded before, for signaling_repeating. Rows of signaling_event lie by
-- IMSI inside a load, so $first_file to $last_file and not the time keep the scan short.
INSERT INTO signaling_repeating
SELECT c.file_id, c.line, c.event_ms, c.imsi, false
FROM signaling_coded AS c
JOIN signaling_event AS e ON e.imsi = c.imsi AND e.event_ms = c.event_ms
WHERE e.file_id BETWEEN $first_file AND $last_file
  AND e.event_ms BETWEEN $from_ms AND $to_ms
  AND c.event_ms BETWEEN $from_ms AND $to_ms
  AND e.imei IS NOT DISTINCT FROM c.imei
  AND e.interface IS NOT DISTINCT FROM c.interface
  AND e."procedure" IS NOT DISTINCT FROM c."procedure"
  AND e.result IS NOT DISTINCT FROM c.result
  AND e.visited_plmn IS NOT DISTINCT FROM c.visited_plmn
  AND e.rat IS NOT DISTINCT FROM c.rat
  AND e.cell IS NOT DISTINCT FROM c.cell
  AND e.apn IS NOT DISTINCT FROM c.apn
  AND NOT EXISTS (FROM signaling_repeating AS r WHERE r.file_id = c.file_id AND r.line = c.line)
