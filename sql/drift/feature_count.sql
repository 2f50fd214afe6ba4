-- Grain: one bin of a feature: devices in question. bin 0: not known; bin n: above n - 1 of the bounds.
SELECT
  CASE
    WHEN {{feature}} = unknown() THEN 0
    ELSE 1 + len(list_filter(from_json($bounds, '["INTEGER"]'), bound -> bound < {{feature}}))
  END AS bin,
  count(*) AS devices
FROM model_row
WHERE in_question = 1
GROUP BY ALL
ORDER BY bin
