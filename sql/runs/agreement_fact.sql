-- Grain: one agreement: what the statement says of its inputs.
WITH device AS (
  SELECT no, CAST(sum(charged_records) AS BIGINT) AS records, CAST(sum(signaling_events) AS BIGINT) AS events
  FROM period.device_feature
  GROUP BY no
)
SELECT
  s.no,
  coalesce(device.records, 0) AS records,
  coalesce(device.events, 0) AS events,
  (
    SELECT count(*)
    FROM period.repeated_record AS d
    JOIN scope_pair AS p ON p.no = s.no AND p.sender = d.sender AND p.recipient = d.recipient
  ) AS duplicates,
  CAST((SELECT coalesce(sum(u.records), 0) FROM period.unmatched_record AS u WHERE u.no = s.no) AS BIGINT) AS outside_term,
  CAST((SELECT coalesce(sum(f.foreign_records), 0) FROM period.device_fact AS f WHERE f.no = s.no) AS BIGINT) AS foreign_records
FROM scope AS s
LEFT JOIN device ON device.no = s.no
ORDER BY s.no
