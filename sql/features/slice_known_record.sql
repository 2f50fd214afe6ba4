-- Grain: one row: how many rows device_record has; the kernel takes them (src/features/kernel). The seventh column is packed: 1
-- in the period, 2 charged, 4 × local hour, 128 data.
SELECT count(drain(
  $drain, imsi, start_ms, imei, no,
  CAST(event_day AS INTEGER),
  apn,
  CAST(
    CAST(in_period AS INTEGER) * (1 + 4 * local_hour) + 2 * CAST(charged AS INTEGER) + 128 * CAST(service = 'data' AS INTEGER)
    AS INTEGER
  ),
  CAST(coalesce(bytes_up, 0) + coalesce(bytes_down, 0) AS BIGINT)
)) AS rows
FROM device_record
