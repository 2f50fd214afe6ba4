-- Grain: one agreement: Σ of the amounts of its devices, exact.
SELECT
  agreement_id,
  CAST(sum(CAST(usage_amount AS DECIMAL(38, 6))) AS VARCHAR) AS usage,
  CAST(sum(CAST(access_amount AS DECIMAL(38, 6))) AS VARCHAR) AS access,
  CAST(sum(CAST(as_billed_amount AS DECIMAL(38, 6))) AS VARCHAR) AS as_billed
FROM device_list
GROUP BY agreement_id
