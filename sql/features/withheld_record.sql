-- Grain: (no, imsi, reason, tap_currency, tap_decimals): TAP records of the period that are known and not charged, with what
-- can be read of their TAP money in file units: rejected for a wrong value (TD.57 Severe), or returned to the sender by RAP
-- and not sent again.
CREATE OR REPLACE TEMP VIEW withheld_record AS
SELECT
  f.no, coalesce(d.imsi, 1) AS imsi, CASE WHEN d.returned THEN 'returned' ELSE 'rejected' END AS reason, k.tap_currency,
  k.tap_decimals,
  count(*) AS records,
  CAST(sum(CAST(d.charge AS HUGEINT) + d.camel_fee - d.refund) AS HUGEINT) AS units
FROM dated_record AS d
JOIN file_agreement AS f ON f.file_id = d.file_id
JOIN file_kind AS k ON k.kind_no = d.kind_no
WHERE (d.rejected OR d.returned)
  AND CASE f.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END
    BETWEEN greatest(f.period_from_day, f.since_day) AND least(f.period_end_day, f.until_day) - 1
GROUP BY ALL
