-- Grain: (no, imsi): what the device's known TAP records and early usage of the period say (rule 4); a device that is only
-- charged late is known by its charged records. All sums are integers.
CREATE OR REPLACE TEMP VIEW record_feature AS
WITH known AS (
  SELECT s.*, k.is_tap, s.in_period OR seen.late_only AS counts
  FROM record_sum AS s
  JOIN device_seen AS seen ON seen.no = s.no AND seen.imsi = s.imsi
  JOIN file_kind AS k ON k.kind_no = s.kind_no
),
late AS (
  SELECT r.no, r.imsi, count(DISTINCT r.event_day) AS data_days
  FROM device_record AS r
  JOIN device_seen AS seen ON seen.no = r.no AND seen.imsi = r.imsi
  WHERE seen.late_only AND r.charged AND r.service = 'data'
  GROUP BY r.no, r.imsi
),
summed AS (
  SELECT
    no, imsi,
    sum(records) FILTER (counts AND is_tap) AS tap_records,
    sum(records) FILTER (charged) AS charged_records,
    sum(bytes_up) FILTER (counts) AS bytes_up,
    sum(bytes_down) FILTER (counts) AS bytes_down,
    sum(records) FILTER (counts AND service IN ('sms_mo', 'sms_mt')) AS sms,
    sum(records) FILTER (counts AND service IN ('voice_mo', 'voice_mt', 'volte')) AS calls,
    sum(records) FILTER (counts AND service = 'sms_mo') AS sms_mo,
    sum(records) FILTER (counts AND service IN ('voice_mo', 'volte')) AS calls_mo,
    sum(records) FILTER (counts AND service = 'data') AS data_records,
    bit_count(bit_or(day_bits) FILTER (service = 'data')) AS data_days,
    sum(seconds) FILTER (counts AND service = 'data') AS data_seconds,
    sum(second_squares) FILTER (counts AND service = 'data') AS data_second_squares,
    sum(seconds) FILTER (counts AND service IN ('voice_mo', 'voice_mt', 'volte')) AS call_seconds,
    sum(second_squares) FILTER (counts AND service IN ('voice_mo', 'voice_mt', 'volte')) AS call_second_squares,
    bit_count(bit_or(day_bits) FILTER (service IN ('voice_mo', 'voice_mt', 'volte'))) AS call_days,
    sum(declared_apns) FILTER (counts AND service = 'data') AS declared_apn_records,
    sum(imeis) FILTER (counts) AS imei_records,
    sum(declared_tacs) FILTER (counts) AS declared_tac_records,
    sum(declared_apns) FILTER (charged) AS charged_declared_apn_records,
    sum(declared_tacs) FILTER (charged) AS charged_declared_tac_records,
    min(first_ms) FILTER (counts) AS first_ms,
    max(last_ms) FILTER (counts) AS last_ms
  FROM known
  GROUP BY no, imsi
)
SELECT
  no, imsi,
  CAST(coalesce(tap_records, 0) AS BIGINT) AS tap_records,
  CAST(coalesce(charged_records, 0) AS BIGINT) AS charged_records,
  coalesce(bytes_up, 0) AS bytes_up,
  coalesce(bytes_down, 0) AS bytes_down,
  CAST(coalesce(sms, 0) AS BIGINT) AS sms,
  CAST(coalesce(calls, 0) AS BIGINT) AS calls,
  CAST(coalesce(sms_mo, 0) AS BIGINT) AS sms_mo,
  CAST(coalesce(calls_mo, 0) AS BIGINT) AS calls_mo,
  CAST(coalesce(data_records, 0) AS BIGINT) AS data_records,
  CAST(coalesce(late.data_days, summed.data_days, 0) AS BIGINT) AS data_days,
  CAST(coalesce(data_seconds, 0) AS BIGINT) AS data_seconds,
  CAST(coalesce(data_second_squares, 0) AS BIGINT) AS data_second_squares,
  CAST(coalesce(call_seconds, 0) AS BIGINT) AS call_seconds,
  CAST(coalesce(call_second_squares, 0) AS BIGINT) AS call_second_squares,
  CAST(coalesce(call_days, 0) AS INTEGER) AS call_days,
  CAST(coalesce(declared_apn_records, 0) AS BIGINT) AS declared_apn_records,
  CAST(coalesce(imei_records, 0) AS BIGINT) AS imei_records,
  CAST(coalesce(declared_tac_records, 0) AS BIGINT) AS declared_tac_records,
  CAST(coalesce(charged_declared_apn_records, 0) AS BIGINT) AS charged_declared_apn_records,
  CAST(coalesce(charged_declared_tac_records, 0) AS BIGINT) AS charged_declared_tac_records,
  first_ms, last_ms
FROM summed
LEFT JOIN late USING (no, imsi)
