-- Grain: one IMSI that parts the loaded rows into about $slices equal slices, from a sample of the storage's vectors.
WITH sample AS (
  SELECT imsi FROM tap_stored TABLESAMPLE SYSTEM ({{percent}} PERCENT) WHERE imsi IS NOT NULL
  UNION ALL
  SELECT imsi FROM signaling_event TABLESAMPLE SYSTEM ({{percent}} PERCENT)
),
ranked AS (
  SELECT imsi, row_number() OVER (ORDER BY imsi) AS place, count(*) OVER () AS places FROM sample
)
SELECT DISTINCT imsi FROM ranked WHERE place % greatest(places // $slices, 1) = 0 ORDER BY imsi
