-- Grain: (day, procedure, result), in words, of the events of the device at hand.
SELECT
  g.day, coalesce(p.value, '') AS "procedure", coalesce(r.value, '') AS result, CAST(sum(g.events) AS BIGINT) AS events
FROM event_group AS g
LEFT JOIN text_dictionary AS p ON p.code = g."procedure"
LEFT JOIN text_dictionary AS r ON r.code = g.result
GROUP BY ALL
