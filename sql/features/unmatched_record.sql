-- Grain: (imsi, sender, recipient, no, tap_currency, tap_decimals): TAP records of the period that are in no statement, with
-- their TAP money in file units: no agreement has the pair (no is null), or its term does not hold on the record's day
-- (rule 1). Duplicates are left out.
CREATE OR REPLACE TEMP TABLE unmatched_record AS
WITH period AS (
  SELECT any_value(period_from_day) AS from_day, any_value(period_end_day) AS end_day FROM scope
),
dated AS (
  SELECT
    d.*,
    s.no,
    CASE s.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END AS charge_day,
    s.term_from_day, s.term_end_day
  FROM dated_record AS d
  LEFT JOIN scope_pair AS p ON p.sender = d.sender AND p.recipient = d.recipient
  LEFT JOIN scope AS s ON s.no = p.no
  WHERE d.is_tap
)
SELECT
  coalesce(imsi, 1) AS imsi, sender, recipient, no, tap_currency, tap_decimals,
  count(*) AS records,
  CAST(sum(CAST(charge AS HUGEINT) + camel_fee - refund) AS HUGEINT) AS units
FROM dated, period
WHERE charge_day >= from_day AND charge_day < end_day
  AND (no IS NULL OR charge_day < term_from_day OR charge_day >= term_end_day)
GROUP BY ALL
