-- Grain: (no, imsi): what the device's signaling events of the period say.
CREATE OR REPLACE TEMP TABLE event_feature AS
WITH rat_name AS (SELECT code, value FROM text_dictionary WHERE value IN ('NB-IOT', 'LTE-M')),
cell_count AS (
  SELECT no, imsi, cell, count(*) AS n FROM device_event WHERE in_period AND cell IS NOT NULL GROUP BY no, imsi, cell
),
cell_use AS (
  SELECT no, imsi, sum(n) AS cell_events, max(n) AS top_cell_events FROM cell_count GROUP BY no, imsi
),
-- A series ends with a successful registration; one at the same time comes behind the rejection.
series AS (
  SELECT
    no, imsi, is_rejected,
    count(*) FILTER (is_sign) OVER (
      PARTITION BY no, imsi ORDER BY event_ms RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS signs_before
  FROM device_event
  WHERE in_period
),
series_length AS (
  SELECT no, imsi, count(*) AS n FROM series WHERE is_rejected GROUP BY no, imsi, signs_before
),
loop AS (SELECT no, imsi, max(n) AS longest_rejected FROM series_length GROUP BY no, imsi)
SELECT
  e.no, e.imsi,
  count(*) AS signaling_events,
  count(*) FILTER (e.is_sign) AS registrations,
  count(*) FILTER (e.is_registration) AS registration_attempts,
  count(*) FILTER (e.is_rejected) AS rejections,
  count(*) FILTER (e.is_permanent) AS permanent_rejections,
  count(*) FILTER (e.is_authentication) AS authentications,
  count(*) FILTER (e.is_session) AS sessions,
  count(*) FILTER (e.is_detach AND e.is_cancel) AS cancels,
  count(*) FILTER (e.is_detach AND NOT e.is_cancel) AS purges,
  coalesce(any_value(loop.longest_rejected), 0) AS longest_rejected,
  coalesce(any_value(cell_use.cell_events), 0) AS cell_events,
  coalesce(any_value(cell_use.top_cell_events), 0) AS top_cell_events,
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
LEFT JOIN cell_use ON cell_use.no = e.no AND cell_use.imsi = e.imsi
LEFT JOIN loop ON loop.no = e.no AND loop.imsi = e.imsi
WHERE e.in_period
GROUP BY e.no, e.imsi
