-- Grain: one TAP record of a live file that is no duplicate, with its instants and days.
CREATE OR REPLACE TEMP VIEW dated_record AS
SELECT
  r.file_id, r.record_index, r.service, r.imsi, r.imei, r.duration, r.bytes_up, r.bytes_down, r.charge, r.camel_fee,
  r.refund, r.reference, r.gateway, r.rec_entity, r.apn, r.duplicate_hash,
  f.sender, f.recipient, f.billable AND NOT record_rejected(r.flags) AS billable,
  f.billable AND record_rejected(r.flags) AS rejected, f.tap_currency, f.tap_decimals,
  (r.start_local - 60 * CAST(r.utc_offset AS BIGINT)) * 1000 AS start_ms,
  r.start_local // 86400 AS local_day,
  (r.start_local - 60 * CAST(r.utc_offset AS BIGINT)) // 86400 AS utc_day,
  f.available_local // 86400 AS file_day,
  (r.start_local // 3600) % 24 AS local_hour
FROM tap_record AS r
JOIN live_file AS f ON f.file_id = r.file_id
ANTI JOIN duplicate_record AS d ON d.file_id = r.file_id AND d.record_index = r.record_index
