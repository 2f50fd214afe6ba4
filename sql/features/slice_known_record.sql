-- Grain: one row of device_record as the kernel takes it (src/features/kernel). imei: 0 for none; apn: -1 for none; packed:
-- 1 in the period, 2 charged, 4 × local hour.
SELECT
  imsi,
  CAST(start_ms AS DOUBLE) AS start_ms,
  coalesce(imei, 0) AS imei,
  no,
  CAST(event_day AS INTEGER) AS event_day,
  coalesce(apn, -1) AS apn,
  CAST(CAST(in_period AS INTEGER) * (1 + 4 * local_hour) + 2 * CAST(charged AS INTEGER) AS INTEGER) AS packed
FROM device_record
