-- Grain: (no, imsi, reason, tap_currency, tap_decimals): TAP records of the period that are known and not charged, with what
-- can be read of their TAP money in file units: rejected for a wrong value (TD.57 Severe), or returned to the sender by RAP
-- and not sent again.
CREATE OR REPLACE TEMP TABLE withheld_record AS
SELECT
  s.no, coalesce(d.imsi, 1) AS imsi, CASE WHEN d.returned THEN 'returned' ELSE 'rejected' END AS reason, d.tap_currency,
  d.tap_decimals,
  count(*) AS records,
  CAST(sum(CAST(d.charge AS HUGEINT) + d.camel_fee - d.refund) AS HUGEINT) AS units
FROM dated_record AS d
JOIN scope_pair AS p ON p.sender = d.sender AND p.recipient = d.recipient
JOIN scope AS s ON s.no = p.no
WHERE (d.rejected OR d.returned)
  AND CASE s.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END
    BETWEEN s.period_from_day AND s.period_end_day - 1
GROUP BY ALL
