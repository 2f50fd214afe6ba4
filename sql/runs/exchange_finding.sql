-- Grain: (no, tap_currency, local_currency, rate, tap_decimals): an exchange rate of TAP files that is not the one of the rates file: files,
-- and records of the period under it with their TAP money in file units. What was filed again counts each time.
WITH suspect AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($rows, '[{"no": "INTEGER", "basis": "VARCHAR", "from_day": "BIGINT", "end_day": "BIGINT",
      "file_id": "INTEGER", "code": "INTEGER", "rate": "VARCHAR"}]')) AS item
  )
)
SELECT
  s.no, f.tap_currency, f.local_currency, s.rate, f.tap_decimals,
  count(DISTINCT s.file_id) AS files,
  count(*) AS records,
  CAST(sum(CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund) AS VARCHAR) AS units
FROM suspect AS s
JOIN source_file AS f ON f.file_id = s.file_id
JOIN tap_record AS r ON r.file_id = s.file_id AND r.exchange_rate_code = s.code
WHERE CASE s.basis
    WHEN 'start_utc' THEN (r.start_local - 60 * CAST(r.utc_offset AS BIGINT)) // 86400
    WHEN 'file_available' THEN f.available_local // 86400
    ELSE r.start_local // 86400
  END BETWEEN s.from_day AND s.end_day - 1
GROUP BY ALL
ORDER BY ALL
