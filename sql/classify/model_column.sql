-- Grain: (no, imsi): the rows of the model in their order, as it reads them: one scan of one table, whose order DuckDB keeps; the features stand in the order of
-- src/classify/model/features.ts.
SELECT
  no, imsi, in_question, label, equipment, declaration, CAST(binding AS INTEGER) AS binding, tac, apn_set,
  tap_records, kilobytes, kilobytes_a_day, up_share, data_records_a_day, data_day_share, sms, sms_mo, calls,
  calls_mo, registrations, attempts_a_day, rejected_share, events_a_day, event_days, event_day_share, cells,
  cells_an_event, machine_rat_share, rats, instants, mean_gap, variation, night_share, hours, top_hour_share,
  days_present, days_observed, longest_gap, window_days, slot_concentration, top_gap_share, top_gap, working_share,
  evening_share, weekend_share, day_spread, first_hour_spread, small_share, bytes_a_record,
  record_variation, day_volume_variation, seconds_a_record, session_variation, seconds_a_call,
  call_variation, call_days, sms_mo_share, calls_mo_share, permanent_share, longest_rejected, authentication_share, cancel_share,
  purge_share, session_share, top_cell_share
FROM model_row
