-- Grain: one known record of the device at hand under an agreement, with its day (rule 3), what it says and where it lies: a sign
-- of life. units: ChargeType 00 + CAMEL fee − refunds, in 10^-tap_decimals of the file's currency.
WITH lies AS (
  SELECT file_id, record_index, byte_offset, start_local, utc_offset, cell_id FROM slice_record
  UNION ALL
  SELECT file_id, record_index, byte_offset, start_local, utc_offset, cell_id FROM slice_early
)
SELECT
  CAST(r.start_ms AS BIGINT) AS event_ms, CAST(r.event_day AS INTEGER) AS event_day, CAST(r.service AS VARCHAR) AS service, f.kind,
  r.in_period, r.charged,
  strftime(make_timestamp(l.start_local * 1000000), '%Y-%m-%dT%H:%M:%S')
    || CASE WHEN l.utc_offset < 0 THEN '-' ELSE '+' END
    || lpad(CAST(abs(l.utc_offset) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(l.utc_offset) % 60 AS VARCHAR), 2, '0')
    AS start,
  CAST(coalesce(r.bytes_up, 0) AS BIGINT) AS bytes_up, CAST(coalesce(r.bytes_down, 0) AS BIGINT) AS bytes_down,
  CAST(coalesce(r.duration, 0) AS BIGINT) AS seconds,
  CAST(CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund AS VARCHAR) AS units,
  coalesce(f.tap_currency, '') AS tap_currency, coalesce(f.tap_decimals, 0) AS tap_decimals,
  coalesce(a.value, '') AS apn, coalesce(CAST(l.cell_id AS VARCHAR), '') AS cell,
  f.name, f.sha256, l.byte_offset
FROM device_record AS r
JOIN source_file AS f ON f.file_id = r.file_id
JOIN lies AS l ON l.file_id = r.file_id AND l.record_index = r.record_index
LEFT JOIN text_dictionary AS a ON a.code = r.apn
WHERE r.no = $no
ORDER BY event_ms, f.sha256, l.byte_offset
