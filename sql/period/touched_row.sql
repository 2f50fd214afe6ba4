-- Grain: one row of {{source}} in the slice at hand whose IMSI is touched (1 stands for none). A table: they are few, and
-- found by a scan of everything.
CREATE OR REPLACE TEMP TABLE {{table}} AS
SELECT *
FROM {{source}}
WHERE imsi BETWEEN getvariable('slice_low') AND getvariable('slice_high') AND imsi IN (SELECT imsi FROM touched_imsi)
UNION ALL
SELECT *
FROM {{source}}
WHERE imsi IS NULL AND getvariable('slice_low') = 0 AND EXISTS (SELECT 1 FROM touched_imsi WHERE imsi = 1)
