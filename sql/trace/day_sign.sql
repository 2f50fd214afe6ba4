-- Grain: the first and the last sign of life of the device at hand on a day (is_first, is_last; both where it is the only one), by
-- time, file and place: an event, or a known record in reach of the period.
WITH sign AS (
  SELECT day, event_ms, file_id, line AS place, interface, "procedure", result, NULL AS service
  FROM owned_event
  WHERE list_contains(getvariable('traced_signs'), shape)
  UNION ALL
  SELECT r.event_day AS day, r.event_ms, r.file_id, r.byte_offset AS place, NULL, NULL, NULL, r.service
  FROM known_record AS r
  JOIN scope AS s ON s.no = getvariable('traced_no')
  WHERE (r.event_day >= s.scan_from_day OR r.event_ms >= s.scan_from_ms) AND r.event_day < s.period_end_day
),
edge AS (
  SELECT day, min(event_ms) AS first_ms, max(event_ms) AS last_ms FROM sign GROUP BY day
),
-- Those at the same time are few, and only they are put in order.
ranked AS (
  SELECT
    x.*, f.name, f.sha256, f.kind,
    row_number() OVER (PARTITION BY x.day ORDER BY x.event_ms, f.sha256, x.place) = 1 AS is_first,
    row_number() OVER (PARTITION BY x.day ORDER BY x.event_ms DESC, f.sha256 DESC, x.place DESC) = 1 AS is_last
  FROM sign AS x
  JOIN edge AS e ON e.day = x.day AND (x.event_ms = e.first_ms OR x.event_ms = e.last_ms)
  JOIN source_file AS f ON f.file_id = x.file_id
)
SELECT
  k.day, k.event_ms, k.is_first, k.is_last, k.name, k.sha256, k.service IS NOT NULL AS is_record, k.place,
  CASE
    WHEN k.service IS NULL THEN concat_ws(' ', i.value, p.value, r.value) ELSE k.kind || ' ' || CAST(k.service AS VARCHAR)
  END AS what
FROM ranked AS k
LEFT JOIN text_dictionary AS i ON i.code = k.interface
LEFT JOIN text_dictionary AS p ON p.code = k."procedure"
LEFT JOIN text_dictionary AS r ON r.code = k.result
WHERE k.is_first OR k.is_last
