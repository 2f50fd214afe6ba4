-- Grain: (no, imsi): all features of one device in the period. Counts are integers; the few ratios (scores only, never
-- money) are derived where they are used. Of the period's days inside the term, attachments below min_attached_minutes
-- aside (rule 8): fee_days: observed ones, first_fee_day: the first of them (days since 1970, null where there is none),
-- fee_version: the version in force on it, present_fee_days: present ones; attaches: changes from detached to attached on them. rats: radio accesses of the
-- events: GERAN 1, UTRAN 2, EUTRAN 4, NB-IOT 8, LTE-M 16, NR 32, added up. Of events in the period: longest_rejected: the
-- longest series of rejections without a successful registration between them; top_cell_events: those in the
-- commonest cell. Of records and events of it: top_gaps: gaps in the commonest
-- width of about a fifth, from top_gap_from seconds on; slot_squares: numbers of bursts by the five minutes of the hour that
-- they begin in squared, summed; day_squares: the same by day; first_hour_sum, first_hour_squares: of the first hour of each
-- active day. kilobytes: of data records, each cut to whole kB and to 1 GB. Squared seconds are those of durations cut to two
-- days. No column is a HUGEINT: DuckDB takes a third of a microsecond to read one from a file, a hundred times as long as a BIGINT.
CREATE OR REPLACE TEMP VIEW device_feature AS
-- Of devices with one APN no list is made: for all of them that took a third of this.
WITH apn_list AS (
  SELECT a.no, a.imsi, array_to_string(list_sort(list(d.value)), ';') AS apns
  FROM device_apn AS a
  JOIN text_dictionary AS d ON d.code = a.apn
  GROUP BY a.no, a.imsi
),
-- Day by day: a join of equals costs a sixth of one of intervals.
version_day AS (
  SELECT no, version_no, unnest(range(from_day, end_day)) AS day FROM scope_version
)
SELECT
  e.no, e.imsi, e.in_period = 0 AS late_only, e.has_charged = 1 AS has_charged,
  coalesce(r.tap_records, 0) AS tap_records,
  coalesce(r.charged_records, 0) AS charged_records,
  CAST(coalesce(r.bytes_up, 0) AS BIGINT) AS bytes_up,
  CAST(coalesce(r.bytes_down, 0) AS BIGINT) AS bytes_down,
  coalesce(r.sms, 0) AS sms,
  coalesce(r.calls, 0) AS calls,
  coalesce(r.sms_mo, 0) AS sms_mo,
  coalesce(r.calls_mo, 0) AS calls_mo,
  coalesce(r.data_records, 0) AS data_records,
  coalesce(r.data_days, 0) AS data_days,
  coalesce(r.data_seconds, 0) AS data_seconds,
  coalesce(r.data_second_squares, 0) AS data_second_squares,
  coalesce(r.call_seconds, 0) AS call_seconds,
  coalesce(r.call_second_squares, 0) AS call_second_squares,
  coalesce(r.call_days, 0) AS call_days,
  coalesce(r.declared_apn_records, 0) AS declared_apn_records,
  coalesce(r.imei_records, 0) + e.imei_events AS imei_rows,
  coalesce(r.declared_tac_records, 0) + e.declared_tac_events AS declared_tac_rows,
  coalesce(r.charged_declared_apn_records, 0) AS charged_declared_apn_records,
  coalesce(r.charged_declared_tac_records, 0) AS charged_declared_tac_records,
  CAST(e.signaling_events AS BIGINT) AS signaling_events,
  CAST(e.registrations AS BIGINT) AS registrations,
  CAST(e.registration_attempts AS BIGINT) AS registration_attempts,
  CAST(e.rejections AS BIGINT) AS rejections,
  CAST(e.event_days AS BIGINT) AS event_days,
  CAST(e.cells AS BIGINT) AS cells,
  CAST(e.iot_rat_events AS BIGINT) AS iot_rat_events,
  CAST(e.rat_events AS BIGINT) AS rat_events,
  CAST(e.declared_apn_events AS BIGINT) AS declared_apn_events,
  CAST(e.instants AS BIGINT) AS instants,
  CAST(e.gaps AS BIGINT) AS gaps,
  e.gap_sum, e.gap_square_sum,
  CAST(e.night AS BIGINT) AS night,
  CAST(e.hours AS BIGINT) AS hours,
  e.hour_counts, e.permanent_rejections, e.longest_rejected, e.authentications, e.cancels, e.purges, e.sessions,
  e.cell_events, e.top_cell_events, e.top_gaps, e.top_gap_from, e.slot_squares, e.active_days,
  e.day_squares, e.weekend, e.first_hour_sum, e.first_hour_squares, e.small_records, e.kilobytes,
  e.kilobyte_squares, e.day_kilobyte_squares,
  CAST(e.window_days AS BIGINT) AS window_days,
  CAST(e.longest_gap AS BIGINT) AS longest_gap,
  CAST(e.days_present AS BIGINT) AS days_present,
  CAST(e.days_observed AS BIGINT) AS days_observed,
  CAST(e.fee_days AS BIGINT) AS fee_days,
  e.present_fee_days, e.attaches, e.first_fee_day, v.version_no AS fee_version, e.rats,
  CAST(e.tac AS BIGINT) AS tac, CAST(e.tacs AS BIGINT) AS tacs, coalesce(a.value, l.apns) AS apns,
  least(r.first_ms, e.first_ms) AS first_ms,
  greatest(r.last_ms, e.last_ms) AS last_ms,
  o.imsi IS NOT NULL AS foreign_owner,
  e.in_declared_range = 1 AS in_declared_range,
  e.excluded = 1 AS excluded
FROM device_signal AS e
LEFT JOIN record_feature AS r ON r.no = e.no AND r.imsi = e.imsi
LEFT JOIN text_dictionary AS a ON a.code = e.only_apn
LEFT JOIN apn_list AS l ON l.no = e.no AND l.imsi = e.imsi
LEFT JOIN version_day AS v ON v.no = e.no AND v.day = e.first_fee_day
LEFT JOIN foreign_device AS o ON o.no = e.no AND o.imsi = e.imsi
WHERE e.in_period = 1 OR e.has_charged = 1
