-- Grain: one row of device_record as the kernel takes it (src/features/kernel). packed: 1 in the period, 2 charged,
-- 4 × local hour, 128 data.
SELECT
  imsi, start_ms, imei, no,
  CAST(event_day AS INTEGER) AS event_day,
  apn,
  CAST(
    CAST(in_period AS INTEGER) * (1 + 4 * local_hour) + 2 * CAST(charged AS INTEGER) + 128 * CAST(service = 'data' AS INTEGER)
    AS INTEGER
  ) AS packed,
  CAST(coalesce(bytes_up, 0) + coalesce(bytes_down, 0) AS BIGINT) AS bytes
FROM device_record
