-- Grain: distinct signaling event that no file brought before. Sorted by IMSI, so that whoever reads a range of IMSIs
-- skips the rest, and the columns pack to half their size.
INSERT INTO signaling_event
SELECT
  file_id, line, event_ms, imsi, imei, interface, "procedure", result, visited_plmn, rat, cell, apn
FROM signaling_coded AS c
WHERE NOT EXISTS (FROM signaling_repeating AS r WHERE r.file_id = c.file_id AND r.line = c.line)
ORDER BY imsi, event_ms
