-- Grain: (imsi, sender, recipient, no, tap_currency, tap_decimals): TAP records of the period that are in no statement, with
-- their TAP money in file units: no agreement has the pair (no is null), or its term does not hold on the record's day
-- (rule 1). Duplicates are left out.
CREATE OR REPLACE TEMP VIEW unmatched_record AS
WITH period AS (
  SELECT any_value(period_from_day) AS from_day, any_value(period_end_day) AS end_day FROM scope
),
open_file AS (
  SELECT f.file_id, a.no, a.basis, a.charge_from_day, a.charge_end_day, a.since_day, a.until_day
  FROM known_file AS f
  LEFT JOIN file_agreement AS a ON a.file_id = f.file_id
  WHERE f.is_tap AND NOT coalesce(a.whole_period, false)
),
dated AS (
  SELECT
    d.*, f.no, f.charge_from_day, f.charge_end_day, f.since_day, f.until_day,
    CASE f.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END AS charge_day
  FROM dated_record AS d
  JOIN open_file AS f ON f.file_id = d.file_id
)
SELECT
  coalesce(d.imsi, 1) AS imsi, k.sender, k.recipient, d.no, k.tap_currency, k.tap_decimals,
  count(*) AS records,
  CAST(sum(CAST(d.charge AS HUGEINT) + d.camel_fee - d.refund) AS HUGEINT) AS units
FROM dated AS d
JOIN file_kind AS k ON k.kind_no = d.kind_no
CROSS JOIN period
WHERE d.charge_day >= from_day AND d.charge_day < end_day
  AND (
    d.no IS NULL
    OR d.charge_day BETWEEN d.since_day AND d.charge_from_day - 1
    OR d.charge_day BETWEEN d.charge_end_day AND d.until_day - 1
  )
GROUP BY ALL
