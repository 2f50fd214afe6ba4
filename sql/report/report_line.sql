-- One row per statement line: (agreement_id, line_no). `agreement_version` is the line's own; `rates` are the exchange rates
-- it was worked out with.
CREATE TEMP TABLE report_line AS
WITH line AS (
  SELECT
    run_id, agreement_id, agreement_version, period, currency, decimals, parties.visited_tadigs, parties.home_tadigs,
    unnest(lines) AS l, generate_subscripts(lines, 1) AS line_no
  FROM report_statement
)
SELECT
  * EXCLUDE (l) REPLACE (coalesce(l.version, agreement_version) AS agreement_version),
  l.line_id, l.kind, l.service, l.charge_ref, l.segments, l.quantity, l.unit, l.priced_unit, l.included,
  l.tiers,
  CASE WHEN len(l.rates) > 0 THEN l.rates WHEN l.rate IS NOT NULL THEN [l.rate] ELSE [] END AS rates,
  l.refers_to.run_id AS refers_to_run_id,
  l.refers_to.line_id AS refers_to_line_id,
  l.amount_exact, l.amount
FROM line
