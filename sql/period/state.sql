-- Grain: one row: whether the period store is whole, has quantities for every way of measuring that is asked for, how many
-- devices it holds, and how many of them rows of changed files touch.
SELECT
  NOT EXISTS (FROM usage_measure EXCEPT FROM period.filled_measure) AS has_measures,
  (SELECT count(*) FROM changed_file) AS changed_files,
  (SELECT count(*) FROM touched_imsi) AS touched,
  (SELECT count(*) FROM period.device_cover) AS devices
