-- BCE-style detailed data record. One row per agreement, IMSI, statement line, service and TADIG pair of the records:
-- (agreement_id, imsi, line_id, service, home_tadig, visited_tadig). `amount` is the device's share of the line, `tap_amount` what TAP charged for the same records (none for a fee).
SELECT
  l.run_id,
  x.agreement_id,
  l.agreement_version,
  l.period,
  d.imsi,
  x.home_tadig,
  x.visited_tadig,
  {{as_text}}(x.segment) AS segment,
  d.decision,
  x.line_id,
  x.kind,
  nullif(x.service, '') AS service,
  l.charge_ref,
  x.quantity,
  l.unit,
  x.records,
  x.tap_amount,
  x.amount,
  l.currency,
  {{as_text}}(rates_text(l.rates)) AS rates
FROM report_device_line AS x
JOIN report_line AS l ON l.agreement_id = x.agreement_id AND l.line_id = x.line_id
JOIN report_device AS d ON d.agreement_id = x.agreement_id AND d.own_imsi = x.own_imsi
ORDER BY x.agreement_id COLLATE "C", d.imsi_order COLLATE "C", l.line_no, x.service, x.pair
