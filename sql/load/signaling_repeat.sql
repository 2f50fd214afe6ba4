-- Grain: one row of this file that repeats an event of this or another file.
INSERT INTO signaling_repeat
SELECT $file_id, line, event_ms, event_hash FROM signaling_coded WHERE is_known
UNION ALL
SELECT $file_id, line, s.event_ms, s.event_hash
FROM signaling_repeated AS r
JOIN signaling_row AS s USING (line)
