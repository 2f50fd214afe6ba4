-- Grain: one file that a period may be missing: held back by its audit, or undecodable and not sent again since.
WITH pair AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($pairs, '[{"sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
),
held AS (
  SELECT f.sha256, f.sender, f.recipient, f.code, CAST(f.audit_charge AS VARCHAR) AS units, f.tap_decimals, f.tap_currency
  FROM source_file AS f
  JOIN pair USING (sender, recipient)
  WHERE f.kind = 'tap' AND NOT f.billable AND f.file_type = 'CD'
    AND NOT EXISTS (
      SELECT 1 FROM source_file AS again
      WHERE again.billable AND again.sender = f.sender AND again.recipient = f.recipient
        AND again.file_type = f.file_type AND again.sequence = f.sequence
    )
    AND (
      (f.available_local // 86400 >= $period_day AND f.available_local // 86400 < $end_day)
      OR EXISTS (
        SELECT 1 FROM tap_row AS r
        WHERE r.file_id = f.file_id AND r.start_local // 86400 >= $period_day AND r.start_local // 86400 < $end_day
      )
    )
),
spanned AS (
  SELECT sender, recipient, min(CAST(sequence AS INTEGER)) AS low, max(CAST(sequence AS INTEGER)) AS high
  FROM source_file
  WHERE kind IN ('tap', 'notification') AND file_type = 'CD'
    AND available_local // 86400 >= $period_day AND available_local // 86400 < $end_day
  GROUP BY sender, recipient
),
undecodable AS (
  SELECT
    coalesce(q.sha256, '') AS sha256, coalesce(q.sender, '') AS sender, coalesce(q.recipient, '') AS recipient, q.code,
    NULL AS units, NULL AS tap_decimals, NULL AS tap_currency
  FROM rejected_file AS q
  LEFT JOIN spanned AS s ON s.sender = q.sender AND s.recipient = q.recipient
  WHERE q.status = 'quarantined'
    -- A binary that does not begin like TAP is no partner's file; if it was one, its sequence number is missing.
    AND q.kind NOT IN ('nrtrde', 'rap') AND (q.kind <> 'unknown' OR q.code IN ('FILE_CORRUPT', 'FILE_EMPTY'))
    AND (
      q.sender IS NULL
      OR (
        EXISTS (SELECT 1 FROM pair WHERE pair.sender = q.sender AND pair.recipient = q.recipient)
        AND q.file_type = 'CD'
        AND (s.low IS NULL OR try_cast(q.sequence AS INTEGER) BETWEEN s.low - 1 AND s.high + 1)
        AND NOT EXISTS (
          SELECT 1 FROM source_file AS again
          WHERE again.sender = q.sender AND again.recipient = q.recipient AND again.file_type = q.file_type
            AND again.sequence = q.sequence
        )
      )
    )
)
SELECT * FROM held UNION ALL SELECT * FROM undecodable ORDER BY sha256, code
