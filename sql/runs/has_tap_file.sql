-- Grain: one row: whether any chargeable TAP file or Notification of the TADIG pairs became available in the period or has a record
-- dated in it. Who has nothing to bill sends a Notification (TD.57), so none at all says that the feed is missing.
WITH pair AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($pairs, '[{"sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
)
SELECT EXISTS (
  SELECT 1
  FROM source_file AS f
  JOIN pair USING (sender, recipient)
  WHERE f.kind IN ('tap', 'notification') AND f.file_type = 'CD'
    AND (
      (f.available_local // 86400 >= $period_day AND f.available_local // 86400 < $end_day)
      OR EXISTS (SELECT 1 FROM file_day AS d WHERE d.file_id = f.file_id AND d.day >= $period_day AND d.day < $end_day)
    )
) AS has_file
