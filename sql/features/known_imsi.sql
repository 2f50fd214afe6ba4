-- Grain: one IMSI with a TAP record or early usage.
CREATE OR REPLACE TEMP TABLE known_imsi AS
SELECT DISTINCT imsi
FROM (
  SELECT imsi FROM slice_record WHERE imsi IS NOT NULL
  UNION ALL
  SELECT imsi FROM slice_early WHERE imsi IS NOT NULL
)
