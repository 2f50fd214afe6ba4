-- Grain: (no, imsi): what the model looks at of a device, in order; rowid counts the devices from 0. -2147483648: not known,
-- because the feed that would tell is not there for it. in_question: rule 5 leaves it to the decision. label: 1 machine, 0 human,
-- -1 nobody says, by a reviewer (of this month or an earlier one), else by the TAC's type and what is declared; devices without
-- an IMEI have none but a reviewer's, because among them only machines could. equipment, declaration: what is seen of the device beside what it does.
CREATE OR REPLACE TEMP TABLE model_row AS
WITH seen AS (
  SELECT
    f.*, s.binding,
    CAST(f.bytes_up + f.bytes_down AS HUGEINT) AS bytes,
    f.imsi <> 1 AND NOT f.excluded AND (f.days_observed > 0 OR f.charged_records > 0) AS in_question,
    CASE
      WHEN f.tac_class = 'iot' THEN 1
      WHEN f.tac_class = 'human' THEN 2
      WHEN f.tac IS NOT NULL THEN 3
      ELSE 0
    END AS equipment,
    CASE WHEN f.in_declared_range THEN 1 ELSE 0 END
    + CASE
        WHEN (f.data_records > 0 AND f.declared_apn_records = f.data_records)
          OR (f.data_records = 0 AND f.declared_apn_events > 0)
          OR (f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows)
          THEN 2
        ELSE 0
      END AS declaration
  FROM feature AS f
  JOIN scope AS s ON s.no = f.no
)
SELECT
  no, imsi, device_type, in_declared_range, binding,
  CAST(in_question AS INTEGER) AS in_question,
  CASE
    WHEN NOT in_question THEN -1
    WHEN t.label IS NOT NULL THEN t.label
    WHEN equipment = 2 AND declaration = 0 THEN 0
    WHEN equipment = 1 OR (equipment = 3 AND declaration > 0) THEN 1
    ELSE -1
  END AS label,
  equipment, declaration,
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
  CASE WHEN imei_rows > 0 THEN small(tacs) ELSE unknown() END AS tacs
FROM seen
LEFT JOIN taught_device AS t USING (no, imsi)
ORDER BY no, imsi
