-- Grain: (no, imsi, service, entry, tap_currency, tap_decimals): charged usage of a device under an entry of its group:
-- quantity in base units after rounding up per record or session (rule 8), records, and TAP units as billed. The group is
-- found first: joined with the entries first, every quantity would meet those of all groups.
CREATE OR REPLACE TEMP TABLE usage_fact AS
WITH grouped AS MATERIALIZED (
  SELECT q.*, g.group_no
  FROM period.usage_quantity AS q
  JOIN device_group AS g ON g.no = q.no AND g.imsi = q.imsi
)
SELECT
  q.no, q.imsi, q.group_no, q.service, e.entry, e.in_run, q.tap_currency, q.tap_decimals, q.quantity, q.records,
  q.billed_units
FROM grouped AS q
JOIN group_entry AS e
  ON e.group_no = q.group_no AND e.service = q.service AND e.measure = q.measure AND e.step = q.step
  AND e.per_session = q.per_session
