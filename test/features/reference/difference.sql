-- Grain: one row that only the kernel or only the reference has.
SELECT 'kernel' AS side, * FROM (FROM kernel_signal EXCEPT ALL FROM reference_signal)
UNION ALL BY NAME
SELECT 'reference' AS side, * FROM (FROM reference_signal EXCEPT ALL FROM kernel_signal)
ORDER BY no, imsi, side
