-- Grain: (no, imsi): what the model looks at of a device, in the order of seen_device; n is its place. -2147483648: not known,
-- because the feed that would tell is not there for it. label: 1 machine, 0 human,
-- -1 nobody says, by the TAC's type and what is declared, which makes a machine of a phone too; 2 human and 3 machine by a
-- reviewer (of this month or an earlier one).
-- Devices without an IMEI have none but a reviewer's, because among them only machines could. equipment, declaration: see
-- seen_device. tac, apn_set: who is alike in these; 0: none. apn_set has 53 bits: with 31 a month of 100,000 sets of APNs has about two pairs
-- of strangers that passed for one fleet.
CREATE OR REPLACE TEMP VIEW model_row AS
WITH seen AS (
  SELECT
    *, rowid AS place,
    -- So that no thousandfold overflows.
    CAST(least(CAST(bytes_up AS HUGEINT) + bytes_down, 9000000000000000) AS BIGINT) AS bytes
  FROM seen_device
)
SELECT
  CAST(place AS INTEGER) AS n, no, imsi, binding,
  CAST(in_question AS INTEGER) AS in_question,
  CASE
    WHEN NOT in_question THEN -1
    WHEN taught IS NOT NULL THEN taught + 2
    WHEN equipment = 2 AND declaration = 0 THEN 0
    WHEN equipment = 1 OR equipment > 4 OR (equipment > 0 AND declaration > 0) THEN 1
    ELSE -1
  END AS label,
  equipment, declaration,
  coalesce(CAST(tac AS INTEGER), 0) AS tac,
  CASE WHEN apns <> '' THEN CAST(hash(apns) >> 11 AS BIGINT) + 1 ELSE 0 END AS apn_set,
  CASE WHEN has_tap THEN small(tap_records) ELSE unknown() END AS tap_records,
  CASE WHEN tap_records > 0 THEN small(bytes // 1024) ELSE unknown() END AS kilobytes,
  ratio(bytes, data_days * 1024) AS kilobytes_a_day,
  share(least(bytes_up, 9000000000000000), bytes) AS up_share,
  ratio(data_records * 10, data_days) AS data_records_a_day,
  CASE WHEN data_days > 0 THEN ratio(data_days * 1000, days_observed) ELSE unknown() END AS data_day_share,
  CASE WHEN has_tap THEN small(sms) ELSE unknown() END AS sms,
  CASE WHEN has_tap THEN small(sms_mo) ELSE unknown() END AS sms_mo,
  CASE WHEN has_tap THEN small(calls) ELSE unknown() END AS calls,
  CASE WHEN has_tap THEN small(calls_mo) ELSE unknown() END AS calls_mo,
  CASE WHEN signaling_events > 0 THEN small(registrations) ELSE unknown() END AS registrations,
  ratio(registration_attempts * 10, event_days) AS attempts_a_day,
  ratio(rejections * 1000, registration_attempts) AS rejected_share,
  ratio(signaling_events * 10, event_days) AS events_a_day,
  CASE WHEN signaling_events > 0 THEN small(event_days) ELSE unknown() END AS event_days,
  CASE WHEN signaling_events > 0 THEN ratio(event_days * 1000, days_present) ELSE unknown() END AS event_day_share,
  CASE WHEN cells > 0 THEN small(cells) ELSE unknown() END AS cells,
  CASE WHEN cells > 0 THEN ratio(cells * 1000, signaling_events) ELSE unknown() END AS cells_an_event,
  ratio(iot_rat_events * 1000, rat_events) AS machine_rat_share,
  CASE WHEN rat_events > 0 THEN rats ELSE unknown() END AS rats,
  small(instants) AS instants,
  ratio(gap_sum, gaps) AS mean_gap,
  spread(gap_square_sum, gaps, gap_sum) AS variation,
  ratio(night * 1000, instants) AS night_share,
  small(hours) AS hours,
  share(list_max(hour_counts), instants) AS top_hour_share,
  small(days_present) AS days_present,
  small(days_observed) AS days_observed,
  CASE WHEN longest_gap IS NULL THEN unknown() ELSE small(longest_gap) END AS longest_gap,
  small(window_days) AS window_days,
  CASE WHEN gaps >= 3 THEN ratio((slot_squares - gaps - 1) * 12000, (gaps + 1) * gaps) ELSE unknown() END AS slot_concentration,
  CASE WHEN gaps >= 3 THEN share(top_gaps, gaps) ELSE unknown() END AS top_gap_share,
  CASE WHEN gaps >= 3 THEN top_gap_from ELSE unknown() END AS top_gap,
  share(list_sum(hour_counts[9:18]), instants) AS working_share,
  share(list_sum(hour_counts[19:23]), instants) AS evening_share,
  share(weekend, instants) AS weekend_share,
  CASE
    WHEN active_days >= 3
      THEN small(floor((CAST(day_squares AS DOUBLE) - instants) * active_days * 1000 / (CAST(instants AS DOUBLE) * (instants - 1))))
    ELSE unknown()
  END AS day_spread,
  CASE
    WHEN active_days >= 3 THEN ratio((active_days * first_hour_squares - first_hour_sum * first_hour_sum) * 100, active_days * active_days)
    ELSE unknown()
  END AS first_hour_spread,
  CASE WHEN late_only THEN unknown() ELSE share(small_records, data_records) END AS small_share,
  ratio(bytes, data_records) AS bytes_a_record,
  spread(kilobyte_squares, data_records, kilobytes) AS record_variation,
  spread(day_kilobyte_squares, data_days, kilobytes) AS day_volume_variation,
  ratio(data_seconds, data_records) AS seconds_a_record,
  spread(data_second_squares, data_records, data_seconds) AS session_variation,
  ratio(call_seconds, calls) AS seconds_a_call,
  spread(call_second_squares, calls, call_seconds) AS call_variation,
  CASE WHEN has_tap THEN call_days ELSE unknown() END AS call_days,
  share(sms_mo, sms) AS sms_mo_share,
  share(calls_mo, calls) AS calls_mo_share,
  share(permanent_rejections, signaling_events) AS permanent_share,
  CASE WHEN signaling_events > 0 THEN longest_rejected ELSE unknown() END AS longest_rejected,
  CASE WHEN has_registers THEN share(authentications, signaling_events) ELSE unknown() END AS authentication_share,
  CASE WHEN has_registers THEN share(cancels, signaling_events) ELSE unknown() END AS cancel_share,
  CASE WHEN has_registers THEN share(purges, signaling_events) ELSE unknown() END AS purge_share,
  CASE WHEN has_sessions THEN share(sessions, signaling_events) ELSE unknown() END AS session_share,
  share(top_cell_events, cell_events) AS top_cell_share
FROM seen
