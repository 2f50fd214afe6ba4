-- Grain: one row of {{source}} of several devices (1 stands for none) in a file of the run.
CREATE OR REPLACE TEMP VIEW {{view}} AS
SELECT * FROM {{source}}
WHERE imsi BETWEEN getvariable('traced_first') AND getvariable('traced_last') AND imsi IN (SELECT imsi FROM traced_imsi)
  AND file_id IN (SELECT file_id FROM source_file)
UNION ALL
SELECT * FROM {{source}}
WHERE imsi IS NULL AND getvariable('traced_first') = 1 AND file_id IN (SELECT file_id FROM source_file)
