-- Grain: (no, imsi): every device of the period's list: an event or known record in the period, or a record charged in
-- it. late_only: only charged late (file_available), so it is decided on those records (rule 5).
CREATE OR REPLACE TEMP TABLE reference_seen AS
SELECT no, imsi, NOT bool_or(in_period) AS late_only, bool_or(charged) AS has_charged
FROM (
  SELECT no, imsi, true AS in_period, false AS charged FROM device_event WHERE in_period
  UNION ALL
  SELECT no, imsi, in_period, charged FROM device_record WHERE in_period OR charged
)
GROUP BY no, imsi
