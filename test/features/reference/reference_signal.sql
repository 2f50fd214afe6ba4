-- Grain: (no, imsi): what device_signal must be, from the reference relations.
CREATE OR REPLACE TEMP TABLE reference_signal AS
WITH known AS (
  SELECT no, imsi FROM device_event
  UNION
  SELECT no, imsi FROM device_record
),
reach AS (SELECT no, imsi, count(*) AS reach_events FROM device_event GROUP BY no, imsi)
SELECT
  imsi, no,
  coalesce(reach.reach_events, 0) AS reach_events,
  CASE WHEN seen.imsi IS NOT NULL AND NOT seen.late_only THEN 1 ELSE 0 END AS in_period,
  CASE WHEN seen.has_charged THEN 1 ELSE 0 END AS has_charged,
  coalesce(e.signaling_events, 0) AS signaling_events,
  coalesce(e.registrations, 0) AS registrations,
  coalesce(e.registration_attempts, 0) AS registration_attempts,
  coalesce(e.rejections, 0) AS rejections,
  coalesce(e.event_days, 0) AS event_days,
  coalesce(e.cells, 0) AS cells,
  coalesce(e.iot_rat_events, 0) AS iot_rat_events,
  coalesce(e.rat_events, 0) AS rat_events,
  coalesce(e.declared_apn_events, 0) AS declared_apn_events,
  coalesce(e.imei_events, 0) AS imei_events,
  coalesce(e.declared_tac_events, 0) AS declared_tac_events,
  coalesce(p.window_days, 0) AS window_days,
  p.longest_gap,
  coalesce(p.days_present, 0) AS days_present,
  coalesce(p.days_observed, 0) AS days_observed,
  coalesce(f.fee_days, 0) AS fee_days,
  coalesce(f.present_fee_days, 0) AS present_fee_days,
  coalesce(f.attaches, 0) AS attaches,
  f.first_fee_day,
  coalesce(e.rats, 0) AS rats,
  coalesce(t.instants, 0) AS instants,
  coalesce(t.gaps, 0) AS gaps,
  coalesce(t.night, 0) AS night,
  coalesce(t.hours, 0) AS hours,
  i.tac,
  coalesce(i.tacs, 0) AS tacs,
  c.first_day,
  c.last_day,
  EXISTS (
    FROM scope_range AS x WHERE x.role = 'declared' AND x.no = known.no AND known.imsi BETWEEN x.low AND x.high
  )::INTEGER AS in_declared_range,
  EXISTS (
    FROM scope_range AS x WHERE x.role = 'excluded' AND x.no = known.no AND known.imsi BETWEEN x.low AND x.high
  )::INTEGER AS excluded,
  coalesce(e.permanent_rejections, 0) AS permanent_rejections,
  coalesce(e.longest_rejected, 0) AS longest_rejected,
  coalesce(e.authentications, 0) AS authentications,
  coalesce(e.cancels, 0) AS cancels,
  coalesce(e.purges, 0) AS purges,
  coalesce(e.sessions, 0) AS sessions,
  coalesce(e.cell_events, 0) AS cell_events,
  coalesce(e.top_cell_events, 0) AS top_cell_events,
  coalesce(t.top_gaps, 0) AS top_gaps,
  coalesce(t.top_gap_from, 0) AS top_gap_from,
  coalesce(t.active_days, 0) AS active_days,
  coalesce(t.weekend, 0) AS weekend,
  coalesce(t.first_hour_sum, 0) AS first_hour_sum,
  coalesce(t.first_hour_squares, 0) AS first_hour_squares,
  coalesce(t.small_records, 0) AS small_records,
  coalesce(t.gap_sum, 0) AS gap_sum,
  coalesce(t.gap_square_sum, 0) AS gap_square_sum,
  e.first_ms,
  e.last_ms,
  coalesce(c.event_days, 0) AS event_day_bits,
  coalesce(t.slot_squares, 0) AS slot_squares,
  coalesce(t.day_squares, 0) AS day_squares,
  coalesce(t.kilobytes, 0) AS kilobytes,
  coalesce(t.kilobyte_squares, 0) AS kilobyte_squares,
  coalesce(t.day_kilobyte_squares, 0) AS day_kilobyte_squares,
  coalesce(t.hour_counts, list_resize(CAST([] AS BIGINT[]), 24, 0)) AS hour_counts,
  i.apns
FROM known
LEFT JOIN reach USING (no, imsi)
LEFT JOIN reference_seen AS seen USING (no, imsi)
LEFT JOIN event_feature AS e USING (no, imsi)
LEFT JOIN device_presence AS p USING (no, imsi)
LEFT JOIN device_fee AS f USING (no, imsi)
LEFT JOIN rhythm_feature AS t USING (no, imsi)
LEFT JOIN identity_feature AS i USING (no, imsi)
LEFT JOIN reference_cover AS c USING (no, imsi)
