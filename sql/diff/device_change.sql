-- Grain: (agreement_id, from_segment, to_segment, from_decision, to_decision): devices of two runs that changed alike
-- (changed_device), and what that does to the amounts.
WITH pair AS (
  SELECT
    agreement_id, from_segment, to_segment, from_decision, to_decision,
    coalesce(CAST(to_usage AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_usage AS DECIMAL(38, 6)), 0) AS usage,
    coalesce(CAST(to_access AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_access AS DECIMAL(38, 6)), 0) AS access,
    coalesce(CAST(to_as_billed AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_as_billed AS DECIMAL(38, 6)), 0) AS as_billed
  FROM changed_device($from_devices, $to_devices)
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
