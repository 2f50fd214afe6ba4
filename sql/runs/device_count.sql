-- Grain: (agreement, axis, value): devices of the list by segment and by decision.
SELECT agreement_id, 'segment' AS axis, segment AS value, count(*) AS devices FROM device_list GROUP BY ALL
UNION ALL
SELECT agreement_id, 'decision', decision, count(*) FROM device_list GROUP BY ALL
ORDER BY ALL
