-- Table macro; grain: (agreement_id, imsi): a device of two runs that is in only one of them (its side is null), or has another
-- segment, decision or amount. By their texts: most devices are the same, and need no arithmetic.
CREATE OR REPLACE TEMP MACRO changed_device(from_devices, to_devices) AS TABLE
SELECT
  coalesce(n.agreement_id, o.agreement_id) AS agreement_id, coalesce(n.imsi, o.imsi) AS imsi,
  coalesce(n.currency, o.currency) AS currency,
  o.device AS from_device, n.device AS to_device, o.probability AS from_probability, n.probability AS to_probability,
  o.segment AS from_segment, n.segment AS to_segment, o.decision AS from_decision, n.decision AS to_decision,
  o.usage_amount AS from_usage, n.usage_amount AS to_usage, o.access_amount AS from_access, n.access_amount AS to_access,
  o.as_billed_amount AS from_as_billed, n.as_billed_amount AS to_as_billed
FROM read_parquet(from_devices) AS o
FULL JOIN read_parquet(to_devices) AS n ON n.imsi = o.imsi AND n.agreement_id = o.agreement_id
WHERE o.segment IS DISTINCT FROM n.segment OR o.decision IS DISTINCT FROM n.decision
  OR o.usage_amount IS DISTINCT FROM n.usage_amount OR o.access_amount IS DISTINCT FROM n.access_amount
  OR o.as_billed_amount IS DISTINCT FROM n.as_billed_amount
