-- Grain: (place, usage): charged usage of a device of the list in one way of measuring, in the order of the list.
CREATE OR REPLACE TABLE period.usage_row AS
SELECT
  CAST(r.rowid AS INTEGER) AS place, CAST(k.usage AS INTEGER) AS usage, q.quantity, q.billed_units, CAST(q.records AS INTEGER) AS records
FROM period.usage_quantity AS q
JOIN seen_device AS r ON r.no = q.no AND r.imsi = q.imsi
JOIN period.usage_key AS k
  ON k.no = q.no AND k.version_no = q.version_no AND k.service = q.service AND k.measure = q.measure AND k.step = q.step
  AND k.per_session = q.per_session AND k.pair = q.pair
  AND k.tap_currency IS NOT DISTINCT FROM q.tap_currency AND k.tap_decimals IS NOT DISTINCT FROM q.tap_decimals
ORDER BY place, k.usage
