-- Grain: one table of the period store that tells whether its devices are listed; none before the first classification.
SELECT table_name FROM duckdb_tables() WHERE database_name = 'period' AND table_name = 'arranged'
