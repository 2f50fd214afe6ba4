-- Grain: (no, imsi): what the device's signaling events of the period say.
CREATE OR REPLACE TEMP TABLE event_feature AS
WITH rat_name AS (SELECT code, value FROM text_dictionary WHERE value IN ('NB-IOT', 'LTE-M'))
SELECT
  e.no, e.imsi,
  count(*) AS signaling_events,
  count(*) FILTER (e.is_sign) AS registrations,
  count(*) FILTER (e.is_registration) AS registration_attempts,
  count(*) FILTER (e.is_rejected) AS rejections,
  count(DISTINCT e.event_day) AS event_days,
  count(DISTINCT e.cell) AS cells,
  count(rat_name.code) AS iot_rat_events,
  count(e.rat) AS rat_events,
  -- Each access once: sums of distinct powers of two.
  coalesce(sum(DISTINCT CASE r.value
    WHEN 'GERAN' THEN 1 WHEN 'UTRAN' THEN 2 WHEN 'EUTRAN' THEN 4 WHEN 'NB-IOT' THEN 8 WHEN 'LTE-M' THEN 16 WHEN 'NR' THEN 32
  END), 0) AS rats,
  count(a.apn) AS declared_apn_events,
  count(e.imei) AS imei_events,
  count(t.tac) AS declared_tac_events,
  min(e.event_ms) AS first_ms,
  max(e.event_ms) AS last_ms
FROM device_event AS e
LEFT JOIN rat_name ON rat_name.code = e.rat
LEFT JOIN text_dictionary AS r ON r.code = e.rat
LEFT JOIN scope_apn AS a ON a.no = e.no AND a.apn = e.apn
LEFT JOIN scope_tac AS t ON t.no = e.no AND t.tac = tac_of(e.imei)
WHERE e.in_period
GROUP BY e.no, e.imsi
