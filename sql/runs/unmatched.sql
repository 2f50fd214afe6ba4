-- Grain: one TADIG pair and reason: records of the period that are in no statement, with their TAP money in file units:
-- no agreement has the pair, or its term does not hold on the record's day (rule 1). Duplicates are left out.
SELECT
  sender, recipient, tap_currency, tap_decimals,
  CASE WHEN no IS NULL THEN 'no agreement' ELSE 'outside the term' END AS reason,
  CAST(sum(records) AS BIGINT) AS records,
  CAST(sum(units) AS VARCHAR) AS units
FROM period.unmatched_record
GROUP BY ALL
ORDER BY ALL
