-- Grain: one row of {{source}} of the device at hand (1 stands for none) in a file of the run. Joined with a relation of the IMSI,
-- DuckDB takes its rows for next to none, and builds its hash joins on millions of them.
CREATE OR REPLACE TEMP VIEW {{view}} AS
SELECT * FROM {{source}}
WHERE imsi BETWEEN getvariable('traced_first') AND getvariable('traced_last') AND file_id IN (SELECT file_id FROM source_file)
UNION ALL
SELECT * FROM {{source}}
WHERE imsi IS NULL AND getvariable('traced_first') = 1 AND file_id IN (SELECT file_id FROM source_file)
