-- Grain: (month, file): what an issued run, the last one of the months, does not know: a chargeable TAP file with records of the month (`came`),
-- or a RAP file that returns records which the run charged (`returned`): how many there are, copies counted too, and their TAP
-- charge as decimal text, which is negative where it goes.
WITH month AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($months, '[{
    "month": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR", "first_day": "INTEGER", "end_day": "INTEGER",
    "basis": "VARCHAR"
  }]')) AS item)
),
known AS (
  SELECT unnest(from_json($known, '["VARCHAR"]')) AS sha256
),
tap AS (
  SELECT m.*, f.* EXCLUDE (sender, recipient)
  FROM month AS m
  JOIN source_file AS f ON f.sender = m.sender AND f.recipient = m.recipient
  WHERE f.kind = 'tap' AND f.file_type = 'CD' AND f.billable
    AND (m.basis <> 'file_available' OR (f.available_local // 86400 >= m.first_day AND f.available_local // 86400 < m.end_day))
),
came AS (
  SELECT *
  FROM tap AS t
  ANTI JOIN known AS k ON k.sha256 = t.sha256
  WHERE t.basis = 'file_available'
    OR EXISTS (SELECT 1 FROM file_day AS d WHERE d.file_id = t.file_id AND d.day >= t.first_day AND d.day < t.end_day)
),
charged AS (
  SELECT * FROM tap AS t SEMI JOIN known AS k ON k.sha256 = t.sha256
),
rap AS (
  SELECT m.month, m.sender, m.recipient, f.file_id, f.name, f.sha256
  FROM month AS m
  JOIN source_file AS f ON f.sender = m.recipient AND f.recipient = m.sender
  ANTI JOIN known AS k ON k.sha256 = f.sha256
  WHERE f.kind = 'rap' AND f.file_type = 'CD'
),
-- What a RAP file returns of a charged file: all of it (record_index is null), or an event.
returned AS (
  SELECT t.* REPLACE (rap.name AS name, rap.sha256 AS sha256), x.file_id AS rap_id, x.record_index
  FROM rap
  JOIN (
    SELECT file_id, sequence, NULL AS record_index FROM returned_file
    UNION ALL
    SELECT file_id, sequence, record_index FROM returned_event
  ) AS x ON x.file_id = rap.file_id
  JOIN charged AS t
    ON t.month = rap.month AND t.sender = rap.sender AND t.recipient = rap.recipient AND t.sequence = x.sequence
),
dated AS (
  SELECT 'came' AS what, t.* EXCLUDE (file_id), r.charge, r.camel_fee, r.refund, r.start_local, r.utc_offset
  FROM came AS t
  JOIN tap_record AS r ON r.file_id = t.file_id
  UNION ALL
  SELECT 'returned', t.* EXCLUDE (file_id, rap_id, record_index), r.charge, r.camel_fee, r.refund, r.start_local, r.utc_offset
  FROM returned AS t
  JOIN tap_record AS r ON r.file_id = t.file_id
  WHERE t.record_index IS NULL
  UNION ALL
  SELECT 'returned', t.* EXCLUDE (file_id, rap_id, record_index), r.charge, r.camel_fee, r.refund, r.start_local, r.utc_offset
  FROM returned AS t
  JOIN returned_record AS r ON r.file_id = t.rap_id AND r.record_index = t.record_index
)
SELECT
  month, what, name, sha256, sender, recipient, CAST(count(*) AS INTEGER) AS records,
  minor_text(sum((CAST(charge AS HUGEINT) + camel_fee - refund) * CASE what WHEN 'came' THEN 1 ELSE -1 END), tap_decimals) AS tap_charge, tap_currency AS currency
FROM dated
WHERE CASE basis
  WHEN 'file_available' THEN true
  WHEN 'start_utc' THEN (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400 BETWEEN first_day AND end_day - 1
  ELSE start_local // 86400 BETWEEN first_day AND end_day - 1
END
GROUP BY month, what, name, sha256, sender, recipient, tap_currency, tap_decimals
ORDER BY month, sha256
