-- Grain: one of ten parts of about equal numbers of the known values of a feature: its highest value. Taken from every $step-th device in question.
WITH known AS (
  SELECT {{feature}} AS value
  FROM feature_row
  WHERE {{feature}} <> unknown() AND n % $step = 0
),
parted AS (SELECT value, ntile(10) OVER (ORDER BY value) AS part FROM known)
SELECT DISTINCT CAST(max(value) AS INTEGER) AS bound
FROM parted
GROUP BY part
ORDER BY bound
