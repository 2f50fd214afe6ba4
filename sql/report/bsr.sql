-- BCE-style billing statement report: how each line is made up. One row per statement line (level `line`), and below it
-- one per segment, tier and exchange rate: (agreement_id, line_id, level, place). `imsis` are the different IMSIs of the row,
-- `included` the base units that were free of charge.
WITH counted AS (
  SELECT
    agreement_id, line_id, segment, grouping(segment) = 1 AS whole, count(DISTINCT nullif(own_imsi, '')) AS imsis
  FROM report_device_line
  GROUP BY GROUPING SETS ((agreement_id, line_id), (agreement_id, line_id, segment))
),
part AS (
  SELECT *, 'line' AS level, 0 AS place, NULL AS s, NULL AS t, NULL AS r FROM report_line
  UNION ALL BY NAME
  SELECT *, 'segment' AS level, unnest(segments) AS s, generate_subscripts(segments, 1) AS place FROM report_line
  UNION ALL BY NAME
  SELECT *, 'tier' AS level, unnest(tiers) AS t, generate_subscripts(tiers, 1) AS place FROM report_line
  UNION ALL BY NAME
  SELECT *, 'rate' AS level, unnest(rates) AS r, generate_subscripts(rates, 1) AS place FROM report_line
)
SELECT
  p.run_id,
  p.agreement_id,
  p.agreement_version,
  p.period,
  p.line_id,
  p.kind,
  p.service,
  p.charge_ref,
  p.level,
  {{as_text}}(coalesce(p.s.segment, p.t.segment)) AS segment,
  CASE p.level WHEN 'line' THEN coalesce(c.imsis, 0) WHEN 'segment' THEN coalesce(c.imsis, 0) END AS imsis,
  CASE p.level WHEN 'line' THEN p.quantity WHEN 'segment' THEN p.s.quantity END AS quantity,
  CASE WHEN p.level IN ('line', 'segment') THEN p.unit END AS unit,
  CASE WHEN p.level = 'line' THEN p.included END AS included,
  p.t.part AS tier_part,
  p.t."from" AS tier_from,
  p.t."to" AS tier_to,
  p.t.quantity AS priced_quantity,
  CASE WHEN p.level = 'tier' THEN coalesce(p.t.unit, p.priced_unit) END AS priced_unit,
  p.t.price AS price,
  p.r."from" AS rate_from,
  p.r."to" AS rate_to,
  p.r."value" AS rate,
  {{as_text}}(p.r.source) AS rate_source,
  CASE p.level WHEN 'line' THEN p.amount_exact WHEN 'tier' THEN p.t.amount END AS amount_exact,
  CASE p.level WHEN 'line' THEN p.amount WHEN 'segment' THEN p.s.amount END AS amount,
  p.currency,
  p.refers_to_run_id,
  p.refers_to_line_id
FROM part AS p
LEFT JOIN counted AS c
  ON c.agreement_id = p.agreement_id AND c.line_id = p.line_id
  AND CASE p.level WHEN 'line' THEN c.whole WHEN 'segment' THEN NOT c.whole AND c.segment = p.s.segment ELSE false END
ORDER BY
  p.agreement_id COLLATE "C", p.line_no, list_position(['line', 'segment', 'tier', 'rate'], p.level), p.place
