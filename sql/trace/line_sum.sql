-- Grain: one row: what all devices have in a statement line together.
SELECT
  count(DISTINCT (x.place, x.service)) AS rows, count(DISTINCT x.place) AS devices, CAST(coalesce(sum(x.quantity), 0) AS VARCHAR) AS quantity,
  CAST(coalesce(sum(x.share), 0) AS VARCHAR) AS share
FROM read_parquet($device_lines) AS x
JOIN read_parquet($devices, file_row_number = true) AS d ON d.file_row_number = x.place
WHERE x.line = $line AND d.agreement_id = $agreement
