-- Grain: (no, imsi): all features of one device in the period. Counts are integers; the few ratios (scores only, never
-- money) are derived where they are used.
CREATE OR REPLACE TEMP TABLE device_feature AS
SELECT
  seen.no, seen.imsi, seen.late_only, seen.has_charged,
  coalesce(r.tap_records, 0) AS tap_records,
  coalesce(r.charged_records, 0) AS charged_records,
  CAST(coalesce(r.bytes_up, 0) AS HUGEINT) AS bytes_up,
  CAST(coalesce(r.bytes_down, 0) AS HUGEINT) AS bytes_down,
  coalesce(r.sms, 0) AS sms,
  coalesce(r.calls, 0) AS calls,
  coalesce(r.sms_mo, 0) AS sms_mo,
  coalesce(r.calls_mo, 0) AS calls_mo,
  coalesce(r.data_records, 0) AS data_records,
  coalesce(r.data_days, 0) AS data_days,
  coalesce(r.declared_apn_records, 0) AS declared_apn_records,
  coalesce(r.imei_records, 0) + coalesce(e.imei_events, 0) AS imei_rows,
  coalesce(r.declared_tac_records, 0) + coalesce(e.declared_tac_events, 0) AS declared_tac_rows,
  coalesce(r.charged_declared_apn_records, 0) AS charged_declared_apn_records,
  coalesce(r.charged_declared_tac_records, 0) AS charged_declared_tac_records,
  coalesce(e.signaling_events, 0) AS signaling_events,
  coalesce(e.registrations, 0) AS registrations,
  coalesce(e.registration_attempts, 0) AS registration_attempts,
  coalesce(e.rejections, 0) AS rejections,
  coalesce(e.event_days, 0) AS event_days,
  coalesce(e.cells, 0) AS cells,
  coalesce(e.iot_rat_events, 0) AS iot_rat_events,
  coalesce(e.rat_events, 0) AS rat_events,
  coalesce(e.declared_apn_events, 0) AS declared_apn_events,
  coalesce(t.instants, 0) AS instants,
  coalesce(t.gaps, 0) AS gaps,
  coalesce(t.gap_sum, 0) AS gap_sum,
  coalesce(t.gap_square_sum, 0) AS gap_square_sum,
  coalesce(t.night, 0) AS night,
  coalesce(t.hours, 0) AS hours,
  t.hour_counts,
  coalesce(p.window_days, 0) AS window_days,
  p.longest_gap,
  coalesce(p.days_present, 0) AS days_present,
  coalesce(p.days_observed, 0) AS days_observed,
  coalesce(p.fee_days, 0) AS fee_days,
  i.tac, coalesce(i.tacs, 0) AS tacs, i.apns,
  c.device_type, c.tac_class,
  least(r.first_ms, e.first_ms) AS first_ms,
  greatest(r.last_ms, e.last_ms) AS last_ms,
  EXISTS (SELECT 1 FROM foreign_device AS o WHERE o.no = seen.no AND o.imsi = seen.imsi) AS foreign_owner,
  EXISTS (
    SELECT 1 FROM scope_range AS x WHERE x.role = 'declared' AND x.no = seen.no AND seen.imsi BETWEEN x.low AND x.high
  ) AS in_declared_range,
  EXISTS (
    SELECT 1 FROM scope_range AS x WHERE x.role = 'excluded' AND x.no = seen.no AND seen.imsi BETWEEN x.low AND x.high
  ) AS excluded
FROM device_seen AS seen
LEFT JOIN record_feature AS r ON r.no = seen.no AND r.imsi = seen.imsi
LEFT JOIN event_feature AS e ON e.no = seen.no AND e.imsi = seen.imsi
LEFT JOIN rhythm_feature AS t ON t.no = seen.no AND t.imsi = seen.imsi
LEFT JOIN identity_feature AS i ON i.no = seen.no AND i.imsi = seen.imsi
LEFT JOIN device_presence AS p ON p.no = seen.no AND p.imsi = seen.imsi
LEFT JOIN tac_catalogue AS c ON c.tac = i.tac
