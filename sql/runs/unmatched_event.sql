-- Grain: one visited PLMN ('' for none) whose signaling events of the period belong to no agreement.
SELECT coalesce(d.value, '') AS visited_plmn, CAST(sum(e.events) AS BIGINT) AS events, count(DISTINCT e.imsi) AS devices
FROM period.unmatched_event AS e
LEFT JOIN text_dictionary AS d ON d.code = e.visited_plmn
GROUP BY ALL
ORDER BY ALL
