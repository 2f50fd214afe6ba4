-- Grain: (agreement_id, imsi), in the order of the device list: its row as JSON.
SELECT CAST(to_json(d) AS VARCHAR) AS text FROM (SELECT * EXCLUDE (run_id, period) FROM read_parquet($path)) AS d
