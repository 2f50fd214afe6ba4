-- Grain: one kind of fee facts, by its number.
SELECT
  CAST(fee.observed AS BIGINT) AS observed, CAST(fee.present AS BIGINT) AS present, CAST(fee.attaches AS BIGINT) AS attaches,
  CAST(fee.version AS BIGINT) AS version
FROM device_fee ORDER BY number
