-- Grain: one agreement with charged records that look filed again but carry no reference to prove it: only a warning.
SELECT no, CAST(sum(copies - 1) AS BIGINT) AS records
FROM (
  SELECT no, imsi, service, start_ms, duration, bytes_up, bytes_down, billed_units, count(*) AS copies
  FROM device_record
  WHERE charged AND reference IS NULL
  GROUP BY ALL
  HAVING count(*) > 1
)
GROUP BY no
