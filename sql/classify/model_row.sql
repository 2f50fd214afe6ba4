-- Grain: (no, imsi): what the model looks at of a device, in order; rowid counts the devices from 0. -2147483648: not known,
-- because the feed that would tell is not there for it. in_question: rule 5 leaves it to the decision. label: 1 machine, 0 human,
-- -1 nobody says, by the TAC's type and what is declared; devices without an IMEI have none, because among them only machines
-- could. equipment, declaration: what is seen of the device beside what it does. tac, apn_set: who is alike in these; 0: none.
CREATE OR REPLACE TEMP TABLE model_row AS
WITH feed AS (
  SELECT
    s.visited_key,
    sum(f.tap_records) > 0 AS has_tap,
    sum(f.registration_attempts - f.sessions) > 0 OR sum(f.authentications) > 0 AS has_registers,
    sum(f.sessions) > 0 AS has_sessions
  FROM feature AS f
  JOIN scope AS s ON s.no = f.no
  GROUP BY s.visited_key
),
seen AS (
  SELECT
    f.*, s.binding, feed.has_tap, feed.has_registers, feed.has_sessions,
    CAST(f.bytes_up + f.bytes_down AS HUGEINT) AS bytes,
    f.imsi <> 1 AND NOT f.excluded AND (f.days_observed > 0 OR f.charged_records > 0) AS in_question,
    CASE
      WHEN f.tac IS NULL THEN 0
      WHEN f.tac_class = 'iot' THEN 1
      WHEN f.tac_class = 'human' THEN 2
      WHEN f.tac_class = 'open' THEN 3
      ELSE 4
    END AS listed,
    CASE WHEN f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows THEN 4 ELSE 0 END AS declared_tac,
    CASE WHEN f.in_declared_range THEN 1 ELSE 0 END
    + CASE
        WHEN (f.data_records > 0 AND f.declared_apn_records = f.data_records)
          OR (f.data_records = 0 AND f.declared_apn_events > 0)
          THEN 2
        ELSE 0
      END AS declaration
  FROM feature AS f
  JOIN scope AS s ON s.no = f.no
  JOIN feed ON feed.visited_key = s.visited_key
)
SELECT
  no, imsi, device_type, in_declared_range, binding,
  CAST(in_question AS INTEGER) AS in_question,
  CASE
    WHEN NOT in_question THEN -1
    WHEN listed = 2 AND declaration = 0 AND declared_tac = 0 THEN 0
    WHEN listed = 1 OR (listed >= 3 AND declaration > 0) THEN 1
    ELSE -1
  END AS label,
  CASE WHEN listed > 0 THEN listed + declared_tac ELSE 0 END AS equipment,
  declaration,
  coalesce(CAST(tac AS INTEGER), 0) AS tac,
  CASE WHEN apns <> '' THEN CAST(hash(apns) % 2147483647 AS INTEGER) + 1 ELSE 0 END AS apn_set,
  small(tap_records) AS tap_records,
  CASE WHEN tap_records > 0 THEN small(bytes // 1024) ELSE unknown() END AS kilobytes,
  ratio(bytes, data_days * 1024) AS kilobytes_a_day,
  ratio(bytes_up * 1000, bytes) AS up_share,
  ratio(data_records * 10, data_days) AS data_records_a_day,
  CASE WHEN data_days > 0 THEN ratio(data_days * 1000, days_observed) ELSE unknown() END AS data_day_share,
  small(sms) AS sms,
  small(sms_mo) AS sms_mo,
  small(calls) AS calls,
  small(calls_mo) AS calls_mo,
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
  CASE
    WHEN gaps >= 3 THEN ratio(gap_square_sum * gaps * 1000, CAST(gap_sum AS HUGEINT) * gap_sum) - 1000
    ELSE unknown()
  END AS variation,
  ratio(night * 1000, instants) AS night_share,
  small(hours) AS hours,
  ratio(list_max(hour_counts) * 1000, instants) AS top_hour_share,
  small(days_present) AS days_present,
  small(days_observed) AS days_observed,
  CASE WHEN longest_gap IS NULL THEN unknown() ELSE small(longest_gap) END AS longest_gap,
  small(window_days) AS window_days,
  CASE WHEN imei_rows > 0 THEN small(tacs) ELSE unknown() END AS tacs,
  CASE WHEN gaps >= 3 THEN ratio((slot_squares - gaps - 1) * 12000, (gaps + 1) * gaps) ELSE unknown() END AS slot_concentration,
  CASE WHEN gaps >= 3 THEN ratio(top_gaps * 1000, gaps) ELSE unknown() END AS top_gap_share,
  CASE WHEN gaps >= 3 THEN small(top_gap_from) ELSE unknown() END AS top_gap,
  ratio(list_sum(hour_counts[9:18]) * 1000, instants) AS working_share,
  ratio(list_sum(hour_counts[19:23]) * 1000, instants) AS evening_share,
  ratio(weekend * 1000, instants) AS weekend_share,
  CASE
    WHEN active_days >= 3 THEN ratio(CAST(day_squares AS HUGEINT) * active_days * 1000, CAST(instants AS HUGEINT) * instants) - 1000
    ELSE unknown()
  END AS day_variation,
  CASE
    WHEN active_days >= 3 THEN ratio((active_days * first_hour_squares - first_hour_sum * first_hour_sum) * 100, active_days * active_days)
    ELSE unknown()
  END AS first_hour_spread,
  ratio(tiny_records * 1000, data_records) AS tiny_share,
  ratio(small_records * 1000, data_records) AS small_share,
  ratio(bytes, data_records * 1024) AS kilobytes_a_record,
  CASE
    WHEN data_records >= 3 AND kilobytes > 0
      THEN ratio(CAST(kilobyte_squares AS HUGEINT) * data_records * 1000, CAST(kilobytes AS HUGEINT) * kilobytes) - 1000
    ELSE unknown()
  END AS record_variation,
  CASE
    WHEN data_days >= 3 AND kilobytes > 0
      THEN ratio(CAST(day_kilobyte_squares AS HUGEINT) * data_days * 1000, CAST(kilobytes AS HUGEINT) * kilobytes) - 1000
    ELSE unknown()
  END AS day_volume_variation,
  ratio(permanent_rejections * 1000, registration_attempts) AS permanent_share,
  CASE WHEN signaling_events > 0 THEN small(longest_rejected) ELSE unknown() END AS longest_rejected,
  CASE WHEN has_registers THEN ratio(authentications * 1000, signaling_events) ELSE unknown() END AS authentication_share,
  CASE WHEN has_registers THEN ratio(cancels * 1000, signaling_events) ELSE unknown() END AS cancel_share,
  CASE WHEN has_registers THEN ratio(purges * 1000, signaling_events) ELSE unknown() END AS purge_share,
  CASE WHEN has_sessions THEN ratio(sessions * 1000, signaling_events) ELSE unknown() END AS session_share,
  ratio(top_cell_events * 1000, cell_events) AS top_cell_share,
  CASE WHEN cell_squares > 0 THEN ratio(CAST(cell_events AS HUGEINT) * cell_events * 100, cell_squares) ELSE unknown() END AS even_cells
FROM seen
ORDER BY no, imsi
