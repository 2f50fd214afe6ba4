-- Grain: one chargeable TAP file whose records count: as money (billable), or only as known, because its audit holds it
-- back or RAP returned it, and no billable file of the same sender, recipient and sequence number has replaced it.
CREATE OR REPLACE TEMP TABLE live_file AS
SELECT
  f.file_id, f.sender, f.recipient, f.sequence, f.sha256, NOT (f.held OR f.returned OR f.superseded) AS billable, f.returned,
  f.tap_currency, f.tap_decimals, f.available_local, f.available_utc, f.rap_sequence
FROM tap_file AS f
WHERE NOT (f.held OR f.returned OR f.superseded)
  OR NOT EXISTS (
    SELECT 1 FROM tap_file AS again
    WHERE again.sender = f.sender AND again.recipient = f.recipient AND again.sequence = f.sequence
      AND NOT (again.held OR again.returned OR again.superseded)
  )
