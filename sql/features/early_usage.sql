-- Grain: one call event that NRTRDE told early and no TAP record has replaced since: one of the same sender, IMSI, kind and
-- start in UTC, and of the same reference where both have one. An event told twice counts once.
CREATE OR REPLACE TEMP TABLE early_usage AS
WITH early AS (
  SELECT
    e.*, f.sender, f.recipient, f.available_local,
    e.start_local - 60 * CAST(e.utc_offset AS BIGINT) AS start_utc,
    row_number() OVER (
      PARTITION BY
        f.sender, e.imsi, e.event_tag, e.start_local - 60 * CAST(e.utc_offset AS BIGINT), e.reference, e.rec_entity,
        e.partial_type
      ORDER BY f.available_local - 60 * CAST(f.available_offset AS BIGINT), f.sha256, e.byte_offset
    ) AS copy
  FROM slice_early AS e
  JOIN source_file AS f ON f.file_id = e.file_id
)
SELECT e.* EXCLUDE (copy)
FROM early AS e
WHERE e.copy = 1
  AND NOT EXISTS (
    SELECT 1
    FROM slice_record AS t
    JOIN tap_file AS f ON f.file_id = t.file_id
    WHERE f.sender = e.sender AND t.imsi = e.imsi AND t.event_tag = e.event_tag
      AND t.start_local - 60 * CAST(t.utc_offset AS BIGINT) = e.start_utc
      AND (t.reference IS NULL OR e.reference IS NULL OR t.reference = e.reference)
  )
