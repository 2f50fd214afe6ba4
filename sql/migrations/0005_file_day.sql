-- Migration 5: which days a file speaks of, so that a run finds its input files without a scan of their rows.

-- Grain: (file_id, day): a day that a row of the file is dated on. TAP and NRTRDE: by the local clock or in UTC.
-- Signaling, repeats among them: in UTC, with the first and last instant of that day.
CREATE TABLE file_day (file_id INTEGER NOT NULL, day INTEGER NOT NULL, min_ms BIGINT, max_ms BIGINT);

INSERT INTO file_day
SELECT file_id, start_local // 86400, NULL, NULL FROM tap_record
UNION
SELECT file_id, (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400, NULL, NULL FROM tap_record
UNION
SELECT file_id, start_local // 86400, NULL, NULL FROM early_record
UNION
SELECT file_id, (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400, NULL, NULL FROM early_record;

INSERT INTO file_day
SELECT file_id, event_ms // 86400000, min(event_ms), max(event_ms)
FROM (SELECT file_id, event_ms FROM signaling_event UNION ALL SELECT file_id, event_ms FROM signaling_repeat)
GROUP BY ALL;
