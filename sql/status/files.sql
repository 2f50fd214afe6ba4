-- Grain: one kind of loaded file.
SELECT
  kind,
  count(*) AS files,
  CAST(sum(rows_loaded) AS BIGINT) AS rows_loaded,
  CAST(sum(rows_repeated) AS BIGINT) AS rows_repeated,
  CAST(sum(rows_rejected) AS BIGINT) AS rows_rejected
FROM source_file
GROUP BY kind
ORDER BY kind
