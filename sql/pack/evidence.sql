-- Grain: one device of the sample, in IMSI order: its row of the device list, its features, and the evidence for and against
-- a machine with its weights (thousandths of a logit; with the prior they add up to the score).
SELECT
  s.ordinal, d.* EXCLUDE (own_imsi, imsi_order),
  f.* EXCLUDE (
    agreement_id, imsi, evidence, tap_records, signaling_events, days_observed, days_present, bytes_up, bytes_down, sms, calls,
    tac, apns
  ),
  CAST(f.evidence AS JSON) AS evidence
FROM pack_sample AS s
JOIN report_device AS d ON d.own_imsi = s.own_imsi
JOIN read_parquet(getvariable('features_path')) AS f
  ON f.agreement_id = getvariable('only_agreement') AND f.imsi = s.own_imsi
ORDER BY s.ordinal
