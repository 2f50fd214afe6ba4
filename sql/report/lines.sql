-- One row per line and segment: (agreement_id, line_id, segment); a line without segments is one row with none.
-- `devices`, `quantity` and `amount` are the segment's share, so `amount` adds up to the net of the agreement.
WITH line AS (
  SELECT run_id, agreement_id, period, currency, unnest(lines) AS l, generate_subscripts(lines, 1) AS line_no
  FROM report_statement
),
share AS (
  SELECT
    * EXCLUDE (l),
    l,
    unnest(CASE WHEN len(l.segments) > 0 THEN l.segments ELSE [NULL] END) AS s,
    generate_subscripts(CASE WHEN len(l.segments) > 0 THEN l.segments ELSE [NULL] END, 1) AS segment_no
  FROM line
)
SELECT
  agreement_id,
  l.line_id AS line_id,
  l.kind AS kind,
  l.service AS service,
  l.charge_ref AS charge_ref,
  {{as_text}}(s.segment) AS segment,
  s.devices AS devices,
  CASE WHEN s IS NULL THEN l.quantity ELSE s.quantity END AS quantity,
  l.unit AS unit,
  CASE WHEN s IS NULL THEN l.amount ELSE s.amount END AS amount,
  currency,
  period,
  run_id,
  l.refers_to.run_id AS refers_to_run_id,
  l.refers_to.line_id AS refers_to_line_id
FROM share
ORDER BY agreement_id COLLATE "C", line_no, segment_no
