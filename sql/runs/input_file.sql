-- Grain: one file that the period's run depends on (rule 15): it has a row charged in the period, or dated from the
-- earliest window of an agreement to the period's end, or holds another copy of a row charged by its file, or takes the place
-- of one of these files, or returns one.
WITH dated_file AS (
  SELECT DISTINCT file_id FROM file_day WHERE day >= $from_day AND day < $end_day
),
edge_file AS (
  -- Where the zone's day begins before that in UTC, what lies between the two counts by its instant. They are few files.
  SELECT DISTINCT file_id
  FROM file_day
  WHERE day >= $from_ms // 86400000 AND day < $from_day AND file_id NOT IN (SELECT file_id FROM dated_file)
),
reached_file AS (
  SELECT file_id FROM dated_file
  UNION
  SELECT file_id
  FROM (SELECT file_id, start_local, utc_offset FROM tap_record UNION ALL SELECT file_id, start_local, utc_offset FROM early_record)
  WHERE file_id IN (SELECT file_id FROM edge_file)
    AND 1000 * (start_local - 60 * CAST(utc_offset AS BIGINT)) >= $from_ms
),
tap_file AS (
  SELECT f.file_id
  FROM source_file AS f
  WHERE f.kind = 'tap'
    AND (
      f.file_id IN (SELECT file_id FROM reached_file)
      OR (
        $by_file AND f.rows_loaded > 0 AND f.available_local // 86400 >= $period_day
        AND f.available_local // 86400 < $end_day
      )
    )
),
twin_file AS (
  -- Charged by its file, a record may lie before every window; an older copy of it, anywhere, decides which one counts.
  SELECT DISTINCT r.file_id
  FROM tap_row AS r
  WHERE $by_file AND r.reference IS NOT NULL AND r.duplicate_hash IN (
    SELECT old.duplicate_hash
    FROM tap_row AS old
    JOIN source_file AS f ON f.file_id = old.file_id
    WHERE old.reference IS NOT NULL AND old.start_local // 86400 < $from_day
      AND f.available_local // 86400 >= $period_day AND f.available_local // 86400 < $end_day
  )
),
numbered_file AS (
  -- Of files with one number one counts, whatever it holds (sql/features/tap_file.sql).
  SELECT DISTINCT again.file_id
  FROM source_file AS again
  JOIN source_file AS f USING (sender, recipient, sequence)
  WHERE again.kind = 'tap' AND again.file_type = 'CD' AND f.kind = 'tap' AND f.file_type = 'CD'
    AND f.file_id IN (SELECT file_id FROM tap_file UNION SELECT file_id FROM twin_file)
),
returned_claim AS (
  SELECT rap.file_id, rap.recipient AS sender, rap.sender AS recipient, r.sequence
  FROM source_file AS rap
  JOIN (SELECT file_id, sequence FROM returned_file UNION SELECT file_id, sequence FROM returned_event) AS r USING (file_id)
),
rap_file AS (
  -- What returns a file that matters, or an event of it.
  SELECT DISTINCT c.file_id
  FROM returned_claim AS c
  JOIN source_file AS f USING (sender, recipient, sequence)
  WHERE f.kind = 'tap' AND f.file_id IN (SELECT file_id FROM tap_file UNION SELECT file_id FROM twin_file)
),
early_file AS (
  SELECT f.file_id
  FROM source_file AS f
  WHERE f.kind = 'nrtrde' AND f.file_id IN (SELECT file_id FROM reached_file)
),
signaling_file AS (
  -- A day at either end of the reach counts by its first or last instant.
  SELECT DISTINCT file_id FROM file_day WHERE max_ms >= $from_ms AND min_ms < $until_ms
)
SELECT sha256, billable, coalesce(code, '') AS code, p.digest AS profile
FROM source_file
LEFT JOIN file_profile AS p USING (file_id)
WHERE file_id IN (
  SELECT file_id FROM tap_file UNION SELECT file_id FROM twin_file UNION SELECT file_id FROM numbered_file
  UNION SELECT file_id FROM rap_file
  UNION SELECT file_id FROM early_file UNION SELECT file_id FROM signaling_file
)
ORDER BY sha256
