-- Grain: (no, day): a day of the period on which no signaling event of the visited party is loaded.
SELECT d.no, d.day
FROM (SELECT no, visited_key, period_from_day, unnest(range(period_from_day, period_end_day)) AS day FROM scope) AS d
LEFT JOIN feed_coverage AS c ON c.visited_key = d.visited_key
WHERE (coalesce(c.event_days, 0) >> CAST(d.day - d.period_from_day AS INTEGER)) & 1 = 0
ORDER BY ALL
