-- Grain: (month, TADIG pair) with TAP of the agreement that the pair has there, and no run: how many chargeable files have a record of it. A day of
-- file_day is one by the local clock or in UTC, so that at either end of a month rows are looked at, in the files in question alone.
WITH term AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($terms, '[{
    "agreement_id": "VARCHAR", "sender": "VARCHAR", "recipient": "VARCHAR", "basis": "VARCHAR", "from_day": "INTEGER", "end_day": "INTEGER"
  }]')) AS item)
),
settled AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($settled, '[{"first_day": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
),
tap AS (
  SELECT t.*, f.file_id, CAST(f.available_local // 86400 AS INTEGER) AS file_day
  FROM term AS t
  JOIN source_file AS f ON f.sender = t.sender AND f.recipient = t.recipient
  WHERE f.kind = 'tap' AND f.file_type = 'CD' AND f.rows_loaded > 0
),
dated AS (
  SELECT t.*, d.day
  FROM tap AS t
  JOIN file_day AS d ON d.file_id = t.file_id
  WHERE t.basis <> 'file_available'
  UNION ALL
  SELECT t.*, t.file_day FROM tap AS t WHERE t.basis = 'file_available'
),
placed AS (
  SELECT *, CAST(date_trunc('month', DATE '1970-01-01' + day) AS DATE) - DATE '1970-01-01' AS first_day
  FROM dated
  WHERE day >= from_day AND day < end_day
),
bounded AS (
  SELECT
    p.*,
    greatest(p.first_day, p.from_day) AS low_day,
    least(CAST(DATE '1970-01-01' + CAST(p.first_day AS INTEGER) + INTERVAL 1 MONTH AS DATE) - DATE '1970-01-01', p.end_day) - 1 AS high_day
  FROM placed AS p
  ANTI JOIN settled AS s ON s.first_day = p.first_day AND s.sender = p.sender AND s.recipient = p.recipient
),
file AS (
  SELECT
    agreement_id, sender, recipient, basis, file_id, first_day, low_day, high_day,
    bool_or(basis = 'file_available' OR (day > low_day AND day < high_day)) AS is_sure
  FROM bounded
  GROUP BY ALL
),
edge AS (
  SELECT DISTINCT f.*
  FROM file AS f
  JOIN tap_record AS r ON r.file_id = f.file_id
  WHERE NOT f.is_sure
    AND CASE f.basis WHEN 'start_utc' THEN (r.start_local - 60 * CAST(r.utc_offset AS BIGINT)) // 86400 ELSE r.start_local // 86400 END
      BETWEEN f.low_day AND f.high_day
),
sure AS (
  SELECT * FROM file WHERE is_sure
  UNION ALL
  SELECT * FROM edge
)
SELECT
  strftime(DATE '1970-01-01' + CAST(first_day AS INTEGER), '%Y-%m') AS period, agreement_id, sender, recipient, CAST(count(*) AS INTEGER) AS files
FROM sure
GROUP BY first_day, agreement_id, sender, recipient
ORDER BY first_day, agreement_id, sender, recipient
