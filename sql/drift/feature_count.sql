-- Grain: one bin of a feature: devices in question. bin 0: not known; bin n: above n - 1 of the bounds, of which there are nine at most;
-- the others stand above every value.
SELECT
  CASE
    WHEN {{feature}} = unknown() THEN 0
    ELSE 1 + CAST({{feature}} > $b1 AS INTEGER) + CAST({{feature}} > $b2 AS INTEGER) + CAST({{feature}} > $b3 AS INTEGER)
      + CAST({{feature}} > $b4 AS INTEGER) + CAST({{feature}} > $b5 AS INTEGER) + CAST({{feature}} > $b6 AS INTEGER)
      + CAST({{feature}} > $b7 AS INTEGER) + CAST({{feature}} > $b8 AS INTEGER) + CAST({{feature}} > $b9 AS INTEGER)
  END AS bin,
  count(*) AS devices
FROM feature_row
GROUP BY ALL
ORDER BY bin
