-- Migration 6: a repeat points at its event by IMSI and instant. The hash of all columns, which only ever served inside
-- one file, took a quarter of the table.

-- Grain: one row of a file that repeats a distinct event.
CREATE TABLE signaling_repeat_by_imsi (
  file_id INTEGER NOT NULL,
  line BIGINT NOT NULL,
  event_ms BIGINT NOT NULL,
  imsi BIGINT NOT NULL
);

INSERT INTO signaling_repeat_by_imsi
SELECT DISTINCT r.file_id, r.line, r.event_ms, e.imsi
FROM signaling_repeat AS r
JOIN signaling_event AS e ON e.event_ms = r.event_ms AND e.event_hash = r.event_hash;

DROP TABLE signaling_repeat;

ALTER TABLE signaling_repeat_by_imsi RENAME TO signaling_repeat;

ALTER TABLE signaling_event DROP COLUMN event_hash;
