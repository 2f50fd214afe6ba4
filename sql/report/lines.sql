-- One row per line and segment: (agreement_id, line_id, segment); a line without segments is one row with none.
-- `devices`, `quantity` and `amount` are the segment's share, so `amount` adds up to the net of the agreement.
WITH share AS (
  SELECT
    *,
    unnest(CASE WHEN len(segments) > 0 THEN segments ELSE [NULL] END) AS s,
    generate_subscripts(CASE WHEN len(segments) > 0 THEN segments ELSE [NULL] END, 1) AS segment_no
  FROM report_line
)
SELECT
  agreement_id,
  line_id,
  kind,
  service,
  charge_ref,
  {{as_text}}(s.segment) AS segment,
  s.devices AS devices,
  CASE WHEN s IS NULL THEN quantity ELSE s.quantity END AS quantity,
  unit,
  CASE WHEN s IS NULL THEN amount ELSE s.amount END AS amount,
  currency,
  {{as_text}}(rates_text(rates)) AS rates,
  period,
  run_id,
  refers_to_run_id,
  refers_to_line_id
FROM share
ORDER BY agreement_id COLLATE "C", line_no, segment_no
