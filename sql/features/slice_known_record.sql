-- Grain: one row of device_record, packed for the kernel: flags 1 in the period, 2 charged, 4 × local hour. tac: -1 without
-- an IMEI, 0 for one without a TAC; apn: -1 for none.
SELECT
  imsi,
  CAST(start_ms AS DOUBLE) AS start_ms,
  coalesce(CAST(tac_of(imei) AS INTEGER), CASE WHEN imei IS NULL THEN -1 ELSE 0 END) AS tac,
  CAST(CASE WHEN in_period THEN 1 + 4 * local_hour ELSE 0 END + CASE WHEN charged THEN 2 ELSE 0 END AS INTEGER) AS packed,
  no,
  CAST(event_day AS INTEGER) AS event_day,
  coalesce(apn, -1) AS apn
FROM device_record
