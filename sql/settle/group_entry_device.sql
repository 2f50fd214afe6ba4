-- Grain: (group, entry): devices of a group with usage under an entry.
SELECT g.no, g.group_no, f.entry, count(DISTINCT f.imsi) AS devices
FROM usage_fact AS f
JOIN device_group AS g ON g.no = f.no AND g.imsi = f.imsi
GROUP BY ALL
ORDER BY ALL
