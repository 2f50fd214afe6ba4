-- Appends the malformed rows of the block to signaling_rejected.
INSERT INTO signaling_rejected
SELECT
  $file_id,
  line,
  reason,
  CASE reason
    WHEN 'missing_event_time' THEN 'event_time'
    WHEN 'bad_event_time' THEN 'event_time'
    WHEN 'missing_imsi' THEN 'imsi'
    WHEN 'bad_imsi' THEN 'imsi'
    WHEN 'missing_procedure' THEN 'procedure'
    WHEN 'unknown_procedure' THEN 'procedure'
    WHEN 'unknown_interface' THEN 'interface'
    WHEN 'bad_result' THEN 'result'
    WHEN 'bad_plmn' THEN 'visited_plmn'
  END
FROM signaling_row
WHERE reason IS NOT NULL
