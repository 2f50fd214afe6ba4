-- Grain: (file_id, record_index) of a TAP record filed again (docs/inputs.md). Of the billable copies that an agreement covers
-- the one with the lowest
-- (file available time, file hash, offset) is kept: kept_file_id, kept_index. Records without a reference never lose. Equal units of
-- another currency or of other decimals are another charge; no money at all is the same in any.
CREATE OR REPLACE TEMP TABLE duplicate_record AS
WITH live AS (
  -- A copy that an agreement here covers is kept before one that was filed to somebody else.
  SELECT live_file.*, EXISTS (
    SELECT 1 FROM scope_pair AS p WHERE p.sender = live_file.sender AND p.recipient = live_file.recipient
  ) AS covered
  FROM live_file
),
repeated AS (
  SELECT duplicate_hash
  FROM slice_row
  WHERE reference IS NOT NULL AND file_id IN (SELECT file_id FROM live)
  GROUP BY duplicate_hash
  HAVING count(*) > 1
),
ranked AS (
  SELECT
    r.file_id,
    r.record_index,
    row_number() OVER copies AS copy,
    first_value(r.file_id) OVER copies AS kept_file_id,
    first_value(r.record_index) OVER copies AS kept_index
  FROM slice_record AS r
  JOIN live USING (file_id)
  LEFT JOIN returned_tap_record AS x ON x.file_id = r.file_id AND x.record_index = r.record_index
  WHERE r.reference IS NOT NULL AND r.duplicate_hash IN (SELECT duplicate_hash FROM repeated)
  WINDOW copies AS (
    PARTITION BY
      live.sender, r.imsi, r.event_tag, r.start_local, r.utc_offset, r.reference, r.rec_entity, r.partial_type,
      r.duration, r.bytes_up, r.bytes_down, r.charge, r.camel_fee, r.refund,
      CASE WHEN r.charge <> 0 OR r.camel_fee <> 0 OR r.refund <> 0 THEN (live.tap_currency, live.tap_decimals) END
    ORDER BY live.billable AND NOT record_rejected(r.flags) AND x.file_id IS NULL DESC, live.covered DESC, live.available_utc, live.sha256, r.byte_offset
  )
)
SELECT file_id, record_index, kept_file_id, kept_index FROM ranked WHERE copy > 1
