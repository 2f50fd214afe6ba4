-- Grain: one row that only the kernel or only the reference has.
SELECT 'kernel' AS side, * FROM (FROM unmatched_event EXCEPT ALL FROM reference_unmatched)
UNION ALL BY NAME
SELECT 'reference' AS side, * FROM (FROM reference_unmatched EXCEPT ALL FROM unmatched_event)
ORDER BY imsi, visited_plmn, side
