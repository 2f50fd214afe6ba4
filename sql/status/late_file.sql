-- Grain: (month, file): a chargeable TAP file with records of an issued month that the last issued run of the month does not know:
-- how many there are, copies and returned ones counted too, and their TAP charge as decimal text.
WITH month AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($months, '[{
    "month": "INTEGER", "run": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR", "first_day": "INTEGER", "end_day": "INTEGER",
    "basis": "VARCHAR"
  }]')) AS item)
),
known AS (
  SELECT item.* FROM (SELECT unnest(from_json($known, '[{"run": "INTEGER", "sha256": "VARCHAR"}]')) AS item)
),
late AS (
  SELECT DISTINCT m.month, m.first_day, m.end_day, m.basis, f.*
  FROM month AS m
  JOIN source_file AS f ON f.sender = m.sender AND f.recipient = m.recipient
  ANTI JOIN known AS k ON k.run = m.run AND k.sha256 = f.sha256
  WHERE f.kind = 'tap' AND f.file_type = 'CD' AND f.billable
    AND (
      (m.basis = 'file_available' AND f.available_local // 86400 >= m.first_day AND f.available_local // 86400 < m.end_day)
      OR (
        m.basis <> 'file_available'
        AND EXISTS (SELECT 1 FROM file_day AS d WHERE d.file_id = f.file_id AND d.day >= m.first_day AND d.day < m.end_day)
      )
    )
),
dated AS (
  SELECT
    l.month, l.name, l.sha256, l.sender, l.recipient, l.tap_currency, l.tap_decimals,
    CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund AS units,
    CASE l.basis
      WHEN 'file_available' THEN l.first_day
      WHEN 'start_utc' THEN (r.start_local - 60 * CAST(r.utc_offset AS BIGINT)) // 86400
      ELSE r.start_local // 86400
    END AS day,
    l.first_day, l.end_day
  FROM late AS l
  JOIN tap_record AS r USING (file_id)
)
SELECT
  month, name, sha256, sender, recipient, CAST(count(*) AS INTEGER) AS records,
  minor_text(sum(units), tap_decimals) AS tap_charge, tap_currency AS currency
FROM dated
WHERE day >= first_day AND day < end_day
GROUP BY month, name, sha256, sender, recipient, tap_currency, tap_decimals
ORDER BY month, sha256
