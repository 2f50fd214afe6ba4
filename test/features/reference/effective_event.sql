-- Grain: one sign of life or detachment that is one: a cancel within 5 seconds after a sign of life is a change of serving
-- node and detaches nothing. At equal times the sign of life comes last: false sorts before true.
CREATE OR REPLACE TEMP TABLE effective_event AS
WITH ordered AS (
  SELECT
    *,
    max(CASE WHEN is_sign THEN t_ms END) OVER (
      PARTITION BY no, imsi ORDER BY t_ms, is_sign ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS last_sign_ms
  FROM presence_event
)
SELECT * FROM ordered WHERE is_sign OR NOT is_cancel OR last_sign_ms IS NULL OR t_ms - last_sign_ms > 5000
