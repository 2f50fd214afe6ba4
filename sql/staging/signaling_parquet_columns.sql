-- One row per top-level column that DuckDB reads from the Parquet file: its name and DuckDB type.
SELECT column_name, column_type
FROM (DESCRIBE SELECT * FROM read_parquet($path, binary_as_string = true, hive_partitioning = false))
