-- One row per statement: (agreement_id).
SELECT
  agreement_id,
  agreement_version,
  period,
  currency,
  status,
  totals.usage AS usage,
  totals.access AS access,
  totals.as_billed AS as_billed,
  totals.commitment AS commitment,
  totals.adjustment AS adjustment,
  totals.net AS net,
  totals.tax AS tax,
  totals.gross AS gross,
  totals.tap_invoiced AS tap_invoiced,
  totals.payable AS payable,
  list_filter(baselines, lambda b: b.name = 'tap_as_billed')[1].amount AS tap_as_billed,
  list_filter(baselines, lambda b: b.name = 'volume_only')[1].amount AS volume_only,
  uplift.charges_percent AS uplift_charges_percent,
  uplift.devices_percent AS uplift_devices_percent,
  uplift.devices_percent_signaling_only AS uplift_devices_percent_signaling_only,
  run_id
FROM report_statement
ORDER BY agreement_id COLLATE "C"
