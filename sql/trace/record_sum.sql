-- Grain: (service, tap_currency, tap_decimals): sums over traced_record.
SELECT
  CAST(service AS VARCHAR) AS service, tap_currency, tap_decimals, count(*) AS records,
  CAST(sum(counted) AS VARCHAR) AS counted, CAST(sum(units) AS VARCHAR) AS units
FROM traced_record
GROUP BY ALL
ORDER BY ALL
