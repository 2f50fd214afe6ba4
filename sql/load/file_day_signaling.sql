-- Grain: (file_id, day), the UTC days of the files' events and repeats, with the first and last instant.
INSERT INTO file_day
SELECT file_id, event_ms // 86400000, min(event_ms), max(event_ms)
FROM signaling_coded
GROUP BY ALL
