-- Grain: (no, imsi, service, entry, tap_currency, tap_decimals): charged usage of a device under an entry: quantity in
-- base units after rounding up per record or session (rule 8), records, and TAP units as billed.
CREATE OR REPLACE TEMP TABLE usage_fact AS
SELECT q.no, q.imsi, q.service, e.entry, q.tap_currency, q.tap_decimals, q.quantity, q.records, q.billed_units
FROM period.usage_quantity AS q
JOIN device_entry AS e
  ON e.no = q.no AND e.imsi = q.imsi AND e.service = q.service AND e.measure = q.measure AND e.step = q.step
  AND e.per_session = q.per_session
