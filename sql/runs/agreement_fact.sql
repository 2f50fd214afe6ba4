-- Grain: one agreement: what the statement says of its inputs and of what hangs on silence.
SELECT
  s.no,
  (SELECT count(*) FROM device_record AS r WHERE r.no = s.no AND r.charged) AS records,
  (SELECT count(*) FROM device_event AS e WHERE e.no = s.no AND e.in_period) AS events,
  (SELECT count(*) FROM device_class AS c WHERE c.no = s.no) AS devices,
  (SELECT count(*) FROM device_segment AS g WHERE g.no = s.no AND g.charged AND g.activity = 'silent') AS silent_devices,
  CAST((
    SELECT coalesce(sum(h.share), 0)
    FROM device_share AS h
    JOIN device_segment AS g ON g.no = h.no AND g.imsi = h.imsi
    WHERE h.no = s.no AND h.kind = 'access' AND g.charged AND g.activity = 'silent'
  ) AS VARCHAR) AS silent_fees,
  (
    SELECT count(*)
    FROM duplicate_record AS d
    JOIN source_file AS f ON f.file_id = d.file_id
    JOIN scope_pair AS p ON p.no = s.no AND p.sender = f.sender AND p.recipient = f.recipient
    JOIN tap_record AS t ON t.file_id = d.file_id AND t.record_index = d.record_index
    WHERE t.start_local // 86400 >= s.period_from_day AND t.start_local // 86400 < s.period_end_day
  ) AS duplicates,
  (
    SELECT count(*)
    FROM dated_record AS d
    JOIN scope_pair AS p ON p.no = s.no AND p.sender = d.sender AND p.recipient = d.recipient
    WHERE d.is_tap AND CASE s.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END
        BETWEEN s.period_from_day AND s.period_end_day - 1
      AND CASE s.basis WHEN 'start_utc' THEN d.utc_day WHEN 'file_available' THEN d.file_day ELSE d.local_day END
        NOT BETWEEN s.term_from_day AND s.term_end_day - 1
  ) AS outside_term,
  (
    SELECT count(*)
    FROM device_record AS r
    JOIN source_file AS f ON f.file_id = r.file_id
    LEFT JOIN imsi_sender_owner AS o ON o.imsi = r.imsi AND o.sender = f.sender
    WHERE r.no = s.no AND r.charged AND r.imsi <> 1 AND o.no IS DISTINCT FROM s.no
  ) AS foreign_records
FROM scope AS s
ORDER BY s.no
