-- Grain: (agreement_id, from_segment, to_segment, from_decision, to_decision): devices of two runs that are in only one of
-- them (its side is null), or have another segment, decision or amount, and what that does to the amounts.
WITH old AS (SELECT * FROM read_parquet($from_devices)),
new AS (SELECT * FROM read_parquet($to_devices)),
other AS (
  -- By their texts first: most devices are the same, and need no arithmetic.
  SELECT
    coalesce(n.agreement_id, o.agreement_id) AS agreement_id,
    o.segment AS from_segment, n.segment AS to_segment, o.decision AS from_decision, n.decision AS to_decision,
    o.usage_amount AS from_usage, n.usage_amount AS to_usage, o.access_amount AS from_access, n.access_amount AS to_access,
    o.as_billed_amount AS from_as_billed, n.as_billed_amount AS to_as_billed
  FROM old AS o
  FULL JOIN new AS n ON n.imsi = o.imsi AND n.agreement_id = o.agreement_id
  WHERE o.segment IS DISTINCT FROM n.segment OR o.decision IS DISTINCT FROM n.decision
    OR o.usage_amount IS DISTINCT FROM n.usage_amount OR o.access_amount IS DISTINCT FROM n.access_amount
    OR o.as_billed_amount IS DISTINCT FROM n.as_billed_amount
),
pair AS (
  SELECT
    agreement_id, from_segment, to_segment, from_decision, to_decision,
    coalesce(CAST(to_usage AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_usage AS DECIMAL(38, 6)), 0) AS usage,
    coalesce(CAST(to_access AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_access AS DECIMAL(38, 6)), 0) AS access,
    coalesce(CAST(to_as_billed AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_as_billed AS DECIMAL(38, 6)), 0) AS as_billed
  FROM other
)
SELECT
  agreement_id, from_segment, to_segment, from_decision, to_decision,
  count(*) AS devices,
  CAST(sum(usage) AS VARCHAR) AS usage, CAST(sum(access) AS VARCHAR) AS access, CAST(sum(as_billed) AS VARCHAR) AS as_billed
FROM pair
WHERE from_segment IS DISTINCT FROM to_segment OR from_decision IS DISTINCT FROM to_decision
  OR usage <> 0 OR access <> 0 OR as_billed <> 0
GROUP BY ALL
ORDER BY ALL
