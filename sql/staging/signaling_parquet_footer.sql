-- One row: how many rows the Parquet file's footer declares, and every name in its schema, those of nested columns
-- included, one a line.
SELECT
  (SELECT CAST(sum(num_rows) AS BIGINT) FROM parquet_file_metadata($path)) AS declared,
  (SELECT string_agg(name, chr(10)) FROM parquet_schema($path)) AS names
