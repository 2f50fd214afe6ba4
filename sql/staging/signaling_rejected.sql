-- signaling_rejected: one row per malformed row of the file: its line, a stable reason, and the column at fault (null
-- where the whole line is). Never the text of the line, which holds an IMSI.
CREATE OR REPLACE TEMP TABLE signaling_rejected AS
SELECT
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
  END AS field
FROM signaling_row
WHERE reason IS NOT NULL
ORDER BY line
