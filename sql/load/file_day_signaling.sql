-- Grain: (file_id, day) of one signaling file: the UTC days of its events and repeats, with the first and last instant.
INSERT INTO file_day
SELECT $file_id, event_ms // 86400000, min(event_ms), max(event_ms)
FROM (
  SELECT event_ms FROM signaling_event WHERE file_id = $file_id
  UNION ALL
  SELECT event_ms FROM signaling_repeat WHERE file_id = $file_id
)
GROUP BY ALL
