-- Grain: one agreement: what the statement says of its inputs and of what hangs on silence.
WITH device AS (
  SELECT no, CAST(sum(charged_records) AS BIGINT) AS records, CAST(sum(signaling_events) AS BIGINT) AS events
  FROM period.device_feature
  GROUP BY no
)
SELECT
  s.no,
  coalesce(device.records, 0) AS records,
  coalesce(device.events, 0) AS events,
  (SELECT count(*) FROM period.device_class AS c WHERE c.no = s.no) AS devices,
  (SELECT count(*) FROM device_segment AS g WHERE g.no = s.no AND g.charged AND g.activity = 'silent') AS silent_devices,
  CAST((
    SELECT coalesce(sum(h.share), 0)
    FROM device_share AS h
    JOIN device_segment AS g ON g.no = h.no AND g.imsi = h.imsi
    WHERE h.no = s.no AND h.kind = 'access' AND g.charged AND g.activity = 'silent'
  ) AS VARCHAR) AS silent_fees,
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
