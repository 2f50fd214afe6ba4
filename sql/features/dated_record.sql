-- Grain: one known usage record with its instants and days: a TAP record of a live file that is no duplicate and was not
-- sent again after a return, or early usage that no TAP record has replaced (not is_tap, never billable).
CREATE OR REPLACE TEMP VIEW dated_record AS
WITH known AS (
  SELECT
    r.*, f.sender, f.recipient, f.tap_currency, f.tap_decimals, f.available_local, true AS is_tap,
    f.billable AND NOT record_rejected(r.flags) AND x.file_id IS NULL AS billable,
    f.billable AND record_rejected(r.flags) AND x.file_id IS NULL AS rejected,
    f.returned OR x.file_id IS NOT NULL AS returned
  FROM slice_record AS r
  JOIN live_file AS f ON f.file_id = r.file_id
  LEFT JOIN returned_tap_record AS x ON x.file_id = r.file_id AND x.record_index = r.record_index
  ANTI JOIN duplicate_record AS d ON d.file_id = r.file_id AND d.record_index = r.record_index
  WHERE NOT coalesce(x.resubmitted, false)
  UNION ALL BY NAME
  SELECT
    * EXCLUDE (start_utc), NULL::VARCHAR AS tap_currency, NULL::SMALLINT AS tap_decimals, false AS is_tap,
    false AS billable, false AS rejected, false AS returned
  FROM early_usage
)
SELECT
  file_id, record_index, service, imsi, imei, duration, bytes_up, bytes_down, charge, camel_fee, refund, reference, gateway,
  rec_entity, apn, duplicate_hash, sender, recipient, is_tap, billable, rejected, returned, tap_currency, tap_decimals,
  (start_local - 60 * CAST(utc_offset AS BIGINT)) * 1000 AS start_ms,
  start_local // 86400 AS local_day,
  (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400 AS utc_day,
  available_local // 86400 AS file_day,
  (start_local // 3600) % 24 AS local_hour
FROM known
