-- Grain: (no, reason, tap_currency, tap_decimals): TAP records of the period that are known and not charged, with what can
-- be read of their TAP money in file units.
SELECT
  no, reason, tap_currency, tap_decimals, CAST(sum(records) AS BIGINT) AS records, CAST(sum(units) AS VARCHAR) AS units
FROM period.withheld_record
GROUP BY ALL
ORDER BY ALL
