-- Grain: one row: whether the period store holds many rows of devices as they were before late files: half as many as it has devices.
SELECT
  t.estimated_size * 2 > (SELECT count(*) FROM period.device_cover) * 3 AS many
FROM duckdb_tables() AS t
WHERE t.database_name = 'period' AND t.table_name = 'device_cover'
