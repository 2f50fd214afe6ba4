-- Grain: (group, entry): devices of a group with usage under an entry.
SELECT no, group_no, entry, count(DISTINCT imsi) AS devices
FROM usage_fact
GROUP BY ALL
ORDER BY ALL
