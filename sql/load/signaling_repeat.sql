-- Grain: one row of a file that repeats an event of this or another file.
INSERT INTO signaling_repeat
SELECT file_id, line, event_ms, imsi FROM signaling_repeating ORDER BY file_id, line
