-- Grain: one chargeable TAP file whose records count: billable, or held back by its audit and not replaced since by a
-- billable file of the same sender, recipient and sequence number.
CREATE OR REPLACE TEMP VIEW live_file AS
SELECT
  f.file_id, f.sender, f.recipient, f.sha256, f.billable, f.tap_currency, f.tap_decimals, f.available_local,
  f.available_local - 60 * CAST(f.available_offset AS BIGINT) AS available_utc
FROM source_file AS f
WHERE f.kind = 'tap' AND f.file_type = 'CD'
  AND (
    f.billable
    OR NOT EXISTS (
      SELECT 1 FROM source_file AS again
      WHERE again.billable AND again.sender = f.sender AND again.recipient = f.recipient
        AND again.file_type = f.file_type AND again.sequence = f.sequence
    )
  )
