-- Grain: one kind of fee facts, by its number.
SELECT CAST(fee.observed AS BIGINT) AS observed FROM device_fee ORDER BY number
