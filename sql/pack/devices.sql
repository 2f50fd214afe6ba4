-- Grain: one device of the agreement, in IMSI order: what settlement goes by, and what it came to.
SELECT
  p.ordinal, d.imsi, d.device, d.presence, d.activity, d.declared, d.detected_by, f.rats, d.decision, f.excluded,
  f.volume_only_iot,
  f.tap_records > 0 OR f.has_charged AS has_tap,
  -- A fee is due once per IMSI, by the agreement that owns it; records without an IMSI owe none.
  CASE WHEN p.own_imsi = '' OR f.foreign_owner THEN 0 ELSE f.fee_days END AS fee_days,
  CASE WHEN p.own_imsi = '' OR f.foreign_owner THEN 0 ELSE f.present_fee_days END AS present_fee_days,
  CASE WHEN p.own_imsi = '' OR f.foreign_owner THEN 0 ELSE f.attaches END AS attaches,
  -- By the version in force on its first fee day; none where it has none.
  f.fee_version,
  {{as_text}}(d.segment) AS segment,
  d.usage_amount, d.access_amount, d.as_billed_amount, d.tap_amount
FROM pack_device AS p
JOIN report_device AS d ON d.own_imsi = p.own_imsi
JOIN read_parquet(getvariable('features_path')) AS f
  ON f.agreement_id = getvariable('only_agreement') AND f.imsi = p.own_imsi
ORDER BY p.ordinal
