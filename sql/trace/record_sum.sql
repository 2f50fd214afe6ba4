-- Grain: (service, tap_currency, tap_decimals): sums over traced_record.
SELECT
  CAST(r.service AS VARCHAR) AS service, f.tap_currency, f.tap_decimals, count(*) AS records,
  CAST(sum(r.counted) AS VARCHAR) AS counted, CAST(sum(r.units) AS VARCHAR) AS units
FROM traced_record AS r
JOIN source_file AS f ON f.file_id = r.file_id
GROUP BY ALL
ORDER BY ALL
