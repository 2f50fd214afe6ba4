-- Grain: one TADIG pair and reason: records of the period that are in no statement, with their TAP money in file units:
-- no agreement has the pair, or its term does not hold on the record's day (rule 1). Duplicates are left out.
WITH dated AS (
  SELECT
    d.*,
    s.no,
    CASE s.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END AS charge_day,
    s.term_from_day, s.term_end_day
  FROM dated_record AS d
  LEFT JOIN scope_pair AS p ON p.sender = d.sender AND p.recipient = d.recipient
  LEFT JOIN scope AS s ON s.no = p.no
)
SELECT
  sender, recipient, tap_currency, tap_decimals,
  CASE WHEN no IS NULL THEN 'no agreement' ELSE 'outside the term' END AS reason,
  count(*) AS records,
  CAST(sum(CAST(charge AS HUGEINT) + camel_fee - refund) AS VARCHAR) AS units
FROM dated
WHERE is_tap AND charge_day >= $period_day AND charge_day < $end_day
  AND (no IS NULL OR charge_day < term_from_day OR charge_day >= term_end_day)
GROUP BY ALL
ORDER BY ALL
