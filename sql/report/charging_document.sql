-- BCE-style charging document. One row per statement line, then net, tax, gross, what TAP invoiced and payable:
-- (agreement_id, position), and where an accrual is booked or reversed what the ledger posts of it. `imsis` are the different IMSIs of the row; an amount payable below zero is a credit note.
WITH counted AS (
  SELECT
    agreement_id, line_id, grouping(line_id) = 1 AS whole, count(DISTINCT nullif(own_imsi, '')) AS imsis
  FROM report_device_line
  GROUP BY GROUPING SETS ((agreement_id), (agreement_id, line_id))
),
item AS (
  SELECT
    agreement_id, agreement_version, line_no AS position, 'line' AS item, line_id, kind, service, charge_ref, quantity, unit,
    rates, amount, refers_to_run_id, refers_to_line_id
  FROM report_line
  UNION ALL BY NAME
  SELECT
    agreement_id, agreement_version, len(lines) + unnest([1, 2, 3, 4, 5]) AS position,
    unnest([
      'net', 'tax', 'gross',
      CASE WHEN terms."method" = 'net_of_tap' THEN 'less_tap_invoiced' ELSE 'tap_invoiced_for_information' END,
      'payable'
    ]) AS item,
    unnest([totals.net, totals.tax, totals.gross, totals.tap_invoiced, totals.payable]) AS amount,
    unnest([
      NULL, NULL, NULL, list_filter(baselines, lambda b: b.name = 'tap_as_billed')[1].rates, NULL
    ]) AS rates
  FROM report_statement
  UNION ALL BY NAME
  SELECT
    agreement_id, len(lines) + 6 AS position, 'posting_accrual_reversal' AS item,
    CASE
      WHEN regexp_full_match(accrual.net, '0([.]0*)?') THEN accrual.net
      WHEN accrual.net LIKE '-%' THEN substr(accrual.net, 2)
      ELSE '-' || accrual.net
    END AS amount,
    accrual.run_id AS refers_to_run_id
  FROM report_statement
  WHERE accrual IS NOT NULL
  UNION ALL BY NAME
  SELECT
    agreement_id, len(lines) + 7 AS position,
    CASE WHEN is_accrual THEN 'posting_accrual' ELSE 'posting_final' END AS item, totals.net AS amount
  FROM report_statement
  WHERE is_accrual OR accrual IS NOT NULL
),
dated AS (
  -- Counted from the date of the invoice, where one is given; a date that an agreement counts no days from stays empty.
  SELECT agreement_id, TRY_CAST(nullif(getvariable('invoice_date'), '') AS DATE) AS invoice_date
  FROM report_statement
  WHERE invoice IS NOT NULL
)
SELECT
  s.run_id,
  i.agreement_id,
  i.agreement_version,
  coalesce(list_filter(s.versions, lambda v: v.version = i.agreement_version)[1].digest, s.agreement_digest)
    AS agreement_digest,
  s.period,
  s.status,
  CASE
    WHEN s.is_accrual THEN 'accrual'
    WHEN s.totals.payable LIKE '-%' THEN 'credit_note'
    ELSE 'invoice'
  END AS document,
  {{as_text}}(s.parties.visited) AS "from",
  array_to_string(s.parties.visited_tadigs, ';') AS from_tadigs,
  {{as_text}}(s.parties.home) AS "to",
  array_to_string(s.parties.home_tadigs, ';') AS to_tadigs,
  CAST(i.position AS BIGINT) AS position,
  i.item,
  i.line_id,
  i.kind,
  i.service,
  i.charge_ref,
  CASE WHEN i.item IN ('line', 'net') THEN coalesce(c.imsis, 0) END AS imsis,
  i.quantity,
  i.unit,
  {{as_text}}(rates_text(i.rates)) AS rates,
  -- Where versions are taxed differently, the rate of each.
  CASE
    WHEN i.item <> 'tax' THEN NULL
    WHEN len(list_distinct(list_transform(s.versions, lambda v: v.tax_rate))) > 1
      THEN array_to_string(list_transform(s.versions, lambda v: v.tax_rate), ';')
    ELSE s.terms.tax_rate
  END AS tax_rate,
  i.amount,
  s.currency,
  i.refers_to_run_id,
  i.refers_to_line_id,
  s.invoice.number AS invoice_number,
  CAST(d.invoice_date AS VARCHAR) AS invoice_date,
  CAST(d.invoice_date + s.invoice.payment_days AS VARCHAR) AS due_date,
  CAST(d.invoice_date + s.invoice.dispute_days AS VARCHAR) AS dispute_until,
  {{as_text}}(s.invoice.seller.name) AS seller,
  {{as_text}}(array_to_string(s.invoice.seller.address, ', ')) AS seller_address,
  s.invoice.seller.vat_id AS seller_vat_id,
  {{as_text}}(s.invoice.buyer.name) AS buyer,
  {{as_text}}(array_to_string(s.invoice.buyer.address, ', ')) AS buyer_address,
  s.invoice.buyer.vat_id AS buyer_vat_id
FROM item AS i
JOIN report_statement AS s ON s.agreement_id = i.agreement_id
LEFT JOIN dated AS d ON d.agreement_id = i.agreement_id
LEFT JOIN counted AS c
  ON c.agreement_id = i.agreement_id
  AND CASE i.item WHEN 'line' THEN c.line_id = i.line_id WHEN 'net' THEN c.whole ELSE false END
ORDER BY i.agreement_id COLLATE "C", i.position
