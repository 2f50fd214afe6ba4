-- Grain: one known record of the device at hand under an agreement, with its day (rule 3), what it says and where it lies: a sign
-- of life. units: ChargeType 00 + CAMEL fee − refunds, in 10^-tap_decimals of the file's currency.
CREATE OR REPLACE TEMP TABLE known_record AS
WITH lies AS (
  SELECT file_id, record_index, byte_offset, start_local, utc_offset, cell_id FROM slice_record
  UNION ALL
  SELECT file_id, record_index, byte_offset, start_local, utc_offset, cell_id FROM slice_early
)
SELECT
  CAST(r.start_ms AS BIGINT) AS event_ms, CAST(r.event_day AS INTEGER) AS event_day, r.service, r.in_period, r.charged,
  l.start_local, l.utc_offset,
  CAST(coalesce(r.bytes_up, 0) AS BIGINT) AS bytes_up, CAST(coalesce(r.bytes_down, 0) AS BIGINT) AS bytes_down,
  CAST(coalesce(r.duration, 0) AS BIGINT) AS seconds,
  CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund AS units,
  r.apn, l.cell_id, l.file_id, l.byte_offset
FROM device_record AS r
JOIN lies AS l ON l.file_id = r.file_id AND l.record_index = r.record_index
WHERE r.no = $no
