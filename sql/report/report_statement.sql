-- One row per statement of the run, which may be issued, or of the one agreement asked for: (agreement_id). Amounts stay the
-- decimal text of the file.
CREATE TEMP TABLE report_statement AS
SELECT
  run_id,
  agreement.id AS agreement_id,
  agreement.version AS agreement_version,
  agreement.digest AS agreement_digest,
  -- All that are in force in the period, where there are several.
  coalesce(agreement.versions, []) AS versions,
  -- Amounts of a statement have the decimals of its net.
  CASE WHEN contains(totals.net, '.') THEN length(totals.net) - instr(totals.net, '.') ELSE 0 END AS decimals,
  CASE WHEN $issued THEN 'issued' ELSE status END AS status,
  * EXCLUDE (run_id, agreement, status)
FROM read_json(
  $statements,
  format = 'unstructured',
  maximum_object_size = 67108864,
  columns = {
    run_id: 'VARCHAR',
    status: 'VARCHAR',
    is_accrual: 'BOOLEAN',
    accrual: 'STRUCT(run_id VARCHAR, net VARCHAR, difference VARCHAR)',
    agreement: 'STRUCT(id VARCHAR, version BIGINT, digest VARCHAR, versions STRUCT(version BIGINT, digest VARCHAR, tax_rate VARCHAR)[])',
    parties: 'STRUCT(visited VARCHAR, home VARCHAR, visited_tadigs VARCHAR[], home_tadigs VARCHAR[])',
    period: 'VARCHAR',
    currency: 'VARCHAR',
    invoice: 'STRUCT(number VARCHAR, seller STRUCT(name VARCHAR, address VARCHAR[], vat_id VARCHAR), buyer STRUCT(name VARCHAR, address VARCHAR[], vat_id VARCHAR), payment_days INTEGER, dispute_days INTEGER)',
    terms: 'STRUCT("method" VARCHAR, tax_rate VARCHAR)',
    lines: 'STRUCT(line_id VARCHAR, kind VARCHAR, service VARCHAR, charge_ref VARCHAR, version BIGINT, segments STRUCT(segment VARCHAR, devices BIGINT, quantity BIGINT, amount VARCHAR)[], quantity BIGINT, unit VARCHAR, priced_unit VARCHAR, included BIGINT, tiers STRUCT("from" VARCHAR, "to" VARCHAR, quantity VARCHAR, price VARCHAR, amount VARCHAR, segment VARCHAR, unit VARCHAR, part VARCHAR)[], rate STRUCT("from" VARCHAR, "to" VARCHAR, "value" VARCHAR, source VARCHAR), rates STRUCT("from" VARCHAR, "to" VARCHAR, "value" VARCHAR, source VARCHAR)[], refers_to STRUCT(run_id VARCHAR, line_id VARCHAR), amount_exact VARCHAR, amount VARCHAR)[]',
    totals: 'STRUCT(usage VARCHAR, access VARCHAR, as_billed VARCHAR, commitment VARCHAR, adjustment VARCHAR, net VARCHAR, tax VARCHAR, gross VARCHAR, tap_invoiced VARCHAR, payable VARCHAR)',
    baselines: 'STRUCT(name VARCHAR, rates STRUCT("from" VARCHAR, "to" VARCHAR, "value" VARCHAR, source VARCHAR)[], amount_exact VARCHAR, amount VARCHAR)[]',
    bridge: 'STRUCT(step VARCHAR, devices BIGINT, amount_exact VARCHAR, amount VARCHAR)[]',
    uplift: 'STRUCT(charges_percent VARCHAR, devices_percent VARCHAR, devices_percent_signaling_only VARCHAR)'
  }
)
WHERE getvariable('only_agreement') = '' OR agreement.id = getvariable('only_agreement')
