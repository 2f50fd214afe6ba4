-- Grain: one known usage record with its instants and days: a TAP record of a live file that is no duplicate and was not
-- sent again after a return, or early usage that no TAP record has replaced (never billable).
CREATE OR REPLACE TEMP VIEW dated_record AS
WITH known AS (
  SELECT
    r.*, f.kind_no, f.file_day, true AS is_tap,
    f.billable AND NOT record_rejected(r.flags) AND x.file_id IS NULL AS billable,
    f.billable AND record_rejected(r.flags) AND x.file_id IS NULL AS rejected,
    f.returned OR x.file_id IS NOT NULL AS returned
  FROM slice_record AS r
  JOIN known_file AS f ON f.file_id = r.file_id
  LEFT JOIN returned_tap_record AS x ON x.file_id = r.file_id AND x.record_index = r.record_index
  ANTI JOIN duplicate_record AS d ON d.file_id = r.file_id AND d.record_index = r.record_index
  WHERE NOT coalesce(x.resubmitted, false)
  UNION ALL BY NAME
  SELECT e.* EXCLUDE (start_utc), f.kind_no, f.file_day, false AS is_tap, false AS billable, false AS rejected, false AS returned
  FROM early_usage AS e
  JOIN known_file AS f ON f.file_id = e.file_id
)
SELECT
  file_id, record_index, kind_no, service, imsi, imei, duration, bytes_up, bytes_down, charge, camel_fee, refund, reference, gateway,
  rec_entity, apn, is_tap, billable, rejected, returned,
  (start_local - 60 * CAST(utc_offset AS BIGINT)) * 1000 AS start_ms,
  start_local // 86400 AS local_day,
  (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400 AS utc_day,
  file_day,
  (start_local // 3600) % 24 AS local_hour
FROM known
