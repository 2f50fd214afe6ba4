-- Grain: one malformed row of a file, kept aside by line and reason.
INSERT INTO signaling_rejected_row SELECT file_id, line, reason FROM signaling_rejected ORDER BY file_id, line
