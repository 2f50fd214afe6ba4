-- Grain: (agreement_id, from_segment, to_segment, from_decision, to_decision): devices of two runs that are in only one of
-- them (its side is null), or have another segment, decision or amount, and what that does to the amounts.
WITH old AS (SELECT * FROM read_parquet($from_devices)),
new AS (SELECT * FROM read_parquet($to_devices)),
pair AS (
  SELECT
    coalesce(n.agreement_id, o.agreement_id) AS agreement_id,
    o.segment AS from_segment, n.segment AS to_segment, o.decision AS from_decision, n.decision AS to_decision,
    coalesce(CAST(n.usage_amount AS DECIMAL(38, 6)), 0) - coalesce(CAST(o.usage_amount AS DECIMAL(38, 6)), 0) AS usage,
    coalesce(CAST(n.access_amount AS DECIMAL(38, 6)), 0) - coalesce(CAST(o.access_amount AS DECIMAL(38, 6)), 0) AS access,
    coalesce(CAST(n.as_billed_amount AS DECIMAL(38, 6)), 0) - coalesce(CAST(o.as_billed_amount AS DECIMAL(38, 6)), 0)
      AS as_billed
  FROM old AS o
  FULL JOIN new AS n ON n.agreement_id = o.agreement_id AND n.imsi = o.imsi
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
