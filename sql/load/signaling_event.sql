-- Grain: distinct signaling event that no file brought before.
INSERT INTO signaling_event
SELECT
  $file_id, line, event_ms, imsi, imei, interface, "procedure", result, visited_plmn, rat, cell, apn, event_hash
FROM signaling_coded
WHERE NOT is_known
