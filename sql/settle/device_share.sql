-- Grain: (no, line, imsi): a device's share of a line in minor units: T(i) - T(i-1), T being the line's amount times the
-- cumulative weight in IMSI text order over the total weight, truncated towards zero (rule 7).
CREATE OR REPLACE TEMP TABLE device_share AS
WITH weighed AS (
  SELECT q.no, l.line, q.imsi, q.billable AS weight
  FROM entry_quantity AS q
  JOIN line AS l ON l.no = q.no AND l.entry = q.entry AND l.kind = 'usage'
  WHERE q.in_run
  UNION ALL
  SELECT f.no, l.line, f.imsi, CAST(sum(f.billed_units * c.factor) AS HUGEINT)
  FROM usage_fact AS f
  JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
  JOIN line AS l ON l.no = f.no AND l.entry = f.entry AND l.kind = 'as_billed'
  WHERE f.in_run
  GROUP BY f.no, l.line, f.imsi
  UNION ALL
  SELECT g.no, w.line, g.imsi, w.weight
  FROM device_group AS g
  JOIN access_entry AS a ON a.no = g.no AND a.segment = g.run_segment
  JOIN fee_weight AS w ON w.no = a.no AND w.line = a.line AND w.fee_days = g.fee_days
),
summed AS (
  SELECT
    *,
    sum(weight) OVER (
      PARTITION BY no, line ORDER BY text_order(imsi), imsi ROWS UNBOUNDED PRECEDING
    ) AS running,
    sum(weight) OVER (PARTITION BY no, line) AS total
  FROM weighed
),
reached AS (
  SELECT s.no, s.line, s.imsi, s.weight, l.kind,
    coalesce(l.amount * CAST(s.running AS HUGEINT) // nullif(CAST(s.total AS HUGEINT), 0), 0) AS reach,
    coalesce(l.amount * CAST(s.running - s.weight AS HUGEINT) // nullif(CAST(s.total AS HUGEINT), 0), 0) AS before
  FROM summed AS s
  JOIN line AS l ON l.no = s.no AND l.line = s.line
)
SELECT no, line, kind, imsi, weight, reach - before AS share FROM reached
