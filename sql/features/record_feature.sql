-- Grain: (no, imsi): what the device's known TAP records and early usage of the period say (rule 4); a device that is only charged late
-- is known by its charged records. All sums are integers.
CREATE OR REPLACE TEMP TABLE record_feature AS
WITH known AS (
  SELECT
    r.*,
    r.in_period OR seen.late_only AS counts,
    a.apn IS NOT NULL AS on_declared_apn,
    t.tac IS NOT NULL AS on_declared_tac
  FROM device_record AS r
  JOIN device_seen AS seen ON seen.no = r.no AND seen.imsi = r.imsi
  LEFT JOIN scope_apn AS a ON a.no = r.no AND a.apn = r.apn
  LEFT JOIN scope_tac AS t ON t.no = r.no AND t.tac = tac_of(r.imei)
  WHERE r.in_period OR r.charged
)
SELECT
  no, imsi,
  count(*) FILTER (counts AND is_tap) AS tap_records,
  count(*) FILTER (charged) AS charged_records,
  coalesce(sum(coalesce(bytes_up, 0)) FILTER (counts), 0) AS bytes_up,
  coalesce(sum(coalesce(bytes_down, 0)) FILTER (counts), 0) AS bytes_down,
  count(*) FILTER (counts AND service IN ('sms_mo', 'sms_mt')) AS sms,
  count(*) FILTER (counts AND service IN ('voice_mo', 'voice_mt', 'volte')) AS calls,
  count(*) FILTER (counts AND service = 'sms_mo') AS sms_mo,
  count(*) FILTER (counts AND service IN ('voice_mo', 'volte')) AS calls_mo,
  count(*) FILTER (counts AND service = 'data') AS data_records,
  count(DISTINCT event_day) FILTER (counts AND service = 'data') AS data_days,
  count(*) FILTER (counts AND service = 'data' AND on_declared_apn) AS declared_apn_records,
  count(imei) FILTER (counts) AS imei_records,
  count(*) FILTER (counts AND on_declared_tac) AS declared_tac_records,
  count(*) FILTER (charged AND on_declared_apn) AS charged_declared_apn_records,
  count(*) FILTER (charged AND on_declared_tac) AS charged_declared_tac_records,
  min(start_ms) FILTER (counts) AS first_ms,
  max(start_ms) FILTER (counts) AS last_ms
FROM known
GROUP BY no, imsi
