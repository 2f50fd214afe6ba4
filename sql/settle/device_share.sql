-- Grain: (no, line, imsi): a device's share of a line in minor units: T(i) - T(i-1), T being the line's amount times the
-- cumulative weight in IMSI text order over the total weight, truncated towards zero (rule 7).
CREATE OR REPLACE TEMP TABLE device_share AS
WITH run_usage AS (
  SELECT f.no, f.imsi, f.entry, f.quantity, f.billed_units * c.factor AS billed
  FROM usage_fact AS f
  JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
  WHERE f.in_run
),
weighed AS (
  SELECT
    r.no, l.line, r.imsi,
    CAST(sum(CASE WHEN l.weigh_by = 'quantity' THEN r.quantity ELSE r.billed END) AS HUGEINT) AS weight
  FROM run_usage AS r
  JOIN line AS l ON l.no = r.no AND l.entry = r.entry AND l.kind IN ('usage', 'as_billed')
  GROUP BY r.no, l.line, r.imsi
  UNION ALL
  SELECT g.no, l.line, g.imsi, CAST(1 AS HUGEINT)
  FROM device_group AS g
  JOIN access_entry AS a ON a.no = g.no AND a.segment = g.run_segment
  JOIN line AS l ON l.no = a.no AND l.line = a.line
  WHERE g.fee_days >= l.min_days
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
