-- Grain: one visited PLMN ('' for none) whose signaling events of the period belong to no agreement.
SELECT coalesce(d.value, '') AS visited_plmn, count(*) AS events, count(DISTINCT e.imsi) AS devices
FROM signaling_event AS e
LEFT JOIN text_dictionary AS d ON d.code = e.visited_plmn
ANTI JOIN imsi_owner AS o ON o.imsi = e.imsi AND o.plmn_code = coalesce(e.visited_plmn, -1)
WHERE e.event_ms >= $from_ms AND e.event_ms < $until_ms
GROUP BY ALL
ORDER BY ALL
