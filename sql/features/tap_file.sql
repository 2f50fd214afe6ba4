-- Grain: one chargeable TAP file, and whether it counts as money. A resubmission (RapFileSequenceNumber in its header, or a
-- file sent after a FatalReturn of RAP) takes the place of the file it repeats; a file that RAP returned counts as
-- nothing until then. `held`: kept back by its audit.
CREATE OR REPLACE TEMP TABLE tap_file AS
WITH file AS (
  SELECT *, available_local - 60 * CAST(available_offset AS BIGINT) AS available_utc
  FROM source_file
  WHERE kind = 'tap' AND file_type = 'CD'
),
fatal AS (
  SELECT
    rap.recipient AS sender, rap.sender AS recipient, r.sequence, rap.sequence AS rap_sequence,
    rap.available_local - 60 * CAST(rap.available_offset AS BIGINT) AS returned_utc
  FROM returned_file AS r
  JOIN source_file AS rap USING (file_id)
  WHERE rap.file_type = 'CD'
),
versioned AS (
  SELECT
    *,
    billable AND row_number() OVER (
      PARTITION BY sender, recipient, sequence, billable
      ORDER BY rap_sequence IS NOT NULL DESC, available_utc DESC, sha256
    ) > 1 AS superseded
  FROM file
)
SELECT
  v.file_id, v.sender, v.recipient, v.sequence, v.sha256, v.tap_currency, v.tap_decimals, v.available_local, v.available_utc,
  v.rap_sequence, NOT v.billable AS held, v.superseded,
  v.billable AND EXISTS (
    SELECT 1 FROM fatal
    WHERE fatal.sender = v.sender AND fatal.recipient = v.recipient AND fatal.sequence = v.sequence
      AND coalesce(fatal.returned_utc >= v.available_utc, true) AND v.rap_sequence IS DISTINCT FROM fatal.rap_sequence
  ) AS returned
FROM versioned AS v
