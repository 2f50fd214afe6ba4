-- Grain: (file_id, record_index) of a TAP record that a RAP file returned (SevereReturn), and whether it was sent again
-- since: by the RAP file's number in the event or in the header. The event in the RAP file is held against those of its
-- TAP file by all that does not hang on the file's tables; of equal events the n-th returns the n-th.
CREATE OR REPLACE TEMP TABLE returned_tap_record AS
WITH returned AS (
  SELECT
    r.* EXCLUDE (file_id, record_index, rap_sequence), rap.recipient AS sender, rap.sender AS recipient, e.sequence,
    rap.sequence AS rap_sequence,
    row_number() OVER (
      PARTITION BY
        rap.recipient, rap.sender, e.sequence, r.event_tag, r.start_local, r.imsi, r.reference, r.duration, r.bytes_up,
        r.bytes_down, r.charge, r.camel_fee, r.refund
      ORDER BY rap.available_local - 60 * CAST(rap.available_offset AS BIGINT), rap.sha256, r.record_index
    ) AS nth
  FROM slice_returned AS r
  JOIN returned_event AS e ON e.file_id = r.file_id AND e.record_index = r.record_index
  JOIN source_file AS rap ON rap.file_id = r.file_id
  WHERE rap.file_type = 'CD'
),
record AS (
  SELECT
    t.*, f.sender, f.recipient, f.sequence,
    row_number() OVER (
      PARTITION BY
        f.sender, f.recipient, f.sequence, t.event_tag, t.start_local, t.imsi, t.reference, t.duration, t.bytes_up,
        t.bytes_down, t.charge, t.camel_fee, t.refund
      ORDER BY f.available_utc, f.sha256, t.byte_offset
    ) AS nth
  FROM slice_record AS t
  JOIN live_file AS f ON f.file_id = t.file_id
  SEMI JOIN returned AS x ON x.sender = f.sender AND x.recipient = f.recipient AND x.sequence = f.sequence
),
matched AS (
  SELECT
    record.file_id, record.record_index, record.event_tag, record.imsi, record.start_local, record.sender,
    record.recipient, returned.rap_sequence
  FROM record
  JOIN returned
    ON returned.sender = record.sender AND returned.recipient = record.recipient AND returned.sequence = record.sequence
    AND returned.event_tag = record.event_tag AND returned.start_local = record.start_local AND returned.nth = record.nth
    AND returned.charge = record.charge AND returned.camel_fee = record.camel_fee AND returned.refund = record.refund
    AND returned.imsi IS NOT DISTINCT FROM record.imsi AND returned.reference IS NOT DISTINCT FROM record.reference
    AND returned.duration IS NOT DISTINCT FROM record.duration
    AND returned.bytes_up IS NOT DISTINCT FROM record.bytes_up
    AND returned.bytes_down IS NOT DISTINCT FROM record.bytes_down
),
resubmitted AS (
  SELECT f.sender, f.recipient, t.event_tag, t.imsi, t.start_local, coalesce(d.value, f.rap_sequence) AS rap_sequence
  FROM slice_record AS t
  JOIN live_file AS f ON f.file_id = t.file_id
  LEFT JOIN text_dictionary AS d ON d.code = t.rap_sequence
  WHERE (t.rap_sequence IS NOT NULL OR f.rap_sequence IS NOT NULL) AND f.billable AND NOT record_rejected(t.flags)
)
SELECT
  m.file_id, m.record_index,
  EXISTS (
    SELECT 1 FROM resubmitted AS again
    WHERE again.sender = m.sender AND again.recipient = m.recipient AND again.rap_sequence = m.rap_sequence
      AND again.event_tag = m.event_tag AND again.start_local = m.start_local
      AND again.imsi IS NOT DISTINCT FROM m.imsi
  ) AS resubmitted
FROM matched AS m
