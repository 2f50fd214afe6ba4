-- Grain: (no, imsi): what the device's known TAP records of the period say (rule 4). All sums are integers.
CREATE OR REPLACE TEMP TABLE record_feature AS
SELECT
  r.no, r.imsi,
  count(*) AS tap_records,
  count(*) FILTER (r.charged) AS charged_records,
  sum(coalesce(r.bytes_up, 0)) AS bytes_up,
  sum(coalesce(r.bytes_down, 0)) AS bytes_down,
  count(*) FILTER (r.service IN ('sms_mo', 'sms_mt')) AS sms,
  count(*) FILTER (r.service IN ('voice_mo', 'voice_mt', 'volte')) AS calls,
  count(*) FILTER (r.service = 'sms_mo') AS sms_mo,
  count(*) FILTER (r.service IN ('voice_mo', 'volte')) AS calls_mo,
  count(*) FILTER (r.service = 'data') AS data_records,
  count(DISTINCT r.event_day) FILTER (r.service = 'data') AS data_days,
  count(a.apn) FILTER (r.service = 'data') AS declared_apn_records,
  count(r.imei) AS imei_records,
  count(t.tac) AS declared_tac_records,
  count(a.apn) FILTER (r.service = 'data' AND r.charged) AS charged_declared_apn_records,
  count(t.tac) FILTER (r.charged) AS charged_declared_tac_records,
  min(r.start_ms) AS first_ms,
  max(r.start_ms) AS last_ms
FROM device_record AS r
JOIN device_seen AS seen ON seen.no = r.no AND seen.imsi = r.imsi
LEFT JOIN scope_apn AS a ON a.no = r.no AND a.apn = r.apn
LEFT JOIN scope_tac AS t ON t.no = r.no AND t.tac = tac_of(r.imei)
WHERE r.in_period OR (seen.late_only AND r.charged)
GROUP BY r.no, r.imsi
