-- Grain: one known record of a packed device under the agreement (`$no`), with where it lies: charged ones, and those that are
-- signs of life alone; of a part of them. A record of early usage (NRTRDE) has no money.
WITH lies AS (
  SELECT file_id, record_index, byte_offset FROM slice_row
  UNION ALL
  SELECT file_id, record_index, byte_offset FROM slice_early
)
SELECT
  p.ordinal, f.kind, CAST(r.service AS VARCHAR) AS service,
  strftime(make_timestamp(CAST(r.start_ms AS BIGINT) * 1000), '%Y-%m-%dT%H:%M:%SZ') AS start_utc,
  CAST(DATE '1970-01-01' + CAST(r.event_day AS INTEGER) AS VARCHAR) AS day, r.charged,
  coalesce(r.bytes_up, 0) AS bytes_up, coalesce(r.bytes_down, 0) AS bytes_down, coalesce(r.duration, 0) AS seconds,
  CASE WHEN f.kind = 'tap' THEN minor_text(CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund, coalesce(f.tap_decimals, 0)) END
    AS tap_charge,
  f.tap_currency, f.sha256, lies.byte_offset
FROM device_record AS r
JOIN packed_device AS p ON p.imsi = r.imsi
JOIN source_file AS f ON f.file_id = r.file_id
JOIN lies ON lies.file_id = r.file_id AND lies.record_index = r.record_index
WHERE r.no = CAST($no AS INTEGER)
  AND pack_place(p.ordinal, r.start_ms) BETWEEN CAST($first AS BIGINT) AND CAST($last AS BIGINT)
ORDER BY p.ordinal, r.start_ms, f.sha256, lies.byte_offset
