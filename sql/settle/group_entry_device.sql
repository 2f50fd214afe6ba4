-- Grain: (group, entry): devices of a group with usage under an entry, and what of it is not included for each IMSI.
SELECT no, group_no, entry, count(*) AS devices, CAST(sum(billable) AS HUGEINT) AS billable
FROM entry_quantity
GROUP BY ALL
ORDER BY ALL
