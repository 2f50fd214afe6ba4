-- Grain: one known record of the device at hand under an agreement, with its day (rule 3) and where it lies: a sign of life.
WITH lies AS (
  SELECT file_id, record_index, byte_offset FROM slice_record
  UNION ALL
  SELECT file_id, record_index, byte_offset FROM slice_early
)
SELECT
  CAST(r.start_ms AS BIGINT) AS event_ms, CAST(r.event_day AS INTEGER) AS event_day, CAST(r.service AS VARCHAR) AS service, f.kind, f.name,
  f.sha256, lies.byte_offset
FROM device_record AS r
JOIN source_file AS f ON f.file_id = r.file_id
JOIN lies ON lies.file_id = r.file_id AND lies.record_index = r.record_index
WHERE r.no = $no
ORDER BY event_ms, f.sha256, lies.byte_offset
