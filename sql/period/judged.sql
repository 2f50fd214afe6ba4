-- Grain: one table of the period store that tells the thresholds of its classification; none after devices changed.
SELECT table_name FROM duckdb_tables() WHERE database_name = 'period' AND table_name = 'judged'
