-- One row per agreement and IMSI: (agreement_id, imsi), the device list with its free text made safe.
SELECT
  run_id, agreement_id, period, imsi, home_tadig, visited_tadig,
  device, probability, declared, presence, activity,
  {{as_text}}(segment) AS segment,
  decision,
  {{as_text}}(detected_by) AS detected_by,
  days_observed, days_present, first_seen, last_seen,
  tap_records, signaling_events, bytes_up, bytes_down, sms, calls, tac,
  {{as_text}}(apns) AS apns,
  usage_amount, access_amount, as_billed_amount, tap_amount, currency,
  {{as_text}}(reasons) AS reasons
FROM report_device
ORDER BY agreement_id COLLATE "C", imsi_order COLLATE "C"
