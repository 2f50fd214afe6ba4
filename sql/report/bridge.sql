-- One row per step of the bridge, in its order: (agreement_id, step).
WITH step AS (
  SELECT agreement_id, unnest(bridge) AS b, generate_subscripts(bridge, 1) AS step_no
  FROM report_statement
)
SELECT
  agreement_id,
  {{as_text}}(b.step) AS step,
  b.devices AS devices,
  b.amount_exact AS amount_exact,
  b.amount AS amount
FROM step
ORDER BY agreement_id COLLATE "C", step_no
