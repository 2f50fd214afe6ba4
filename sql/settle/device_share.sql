-- Grain: (no, line, imsi, service): what a device has in a line: quantity in base units, records, TAP units as billed, and
-- its share in minor units: T(i) - T(i-1), T being the line's amount times the cumulative weight in IMSI text order over the
-- total weight, truncated towards zero (rule 7). A line that covers several services has a row for each of the device: by
-- one running sum the shares of a device's rows add up to the device's.
CREATE OR REPLACE TEMP TABLE device_share AS
WITH run_usage AS (
  SELECT
    f.no, f.imsi, f.group_no, f.service, f.entry, f.quantity, f.records,
    f.billed_units * c.factor AS billed, f.billed_units * c.units AS tap
  FROM usage_fact AS f
  JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
  WHERE f.in_run
),
weighed AS (
  SELECT
    r.no, l.line, r.imsi, r.group_no, r.service,
    CAST(sum(r.quantity) AS HUGEINT) AS quantity,
    CAST(sum(r.records) AS BIGINT) AS records,
    CAST(sum(r.tap) AS HUGEINT) AS tap,
    CAST(sum(CASE WHEN l.weigh_by = 'quantity' THEN r.quantity ELSE r.billed END) AS HUGEINT) AS weight
  FROM run_usage AS r
  JOIN line AS l ON l.no = r.no AND l.entry = r.entry AND l.kind IN ('usage', 'as_billed')
  GROUP BY r.no, l.line, r.imsi, r.group_no, r.service
  UNION ALL
  SELECT g.no, l.line, g.imsi, g.group_no, '', 1, 0, NULL, CAST(1 AS HUGEINT)
  FROM device_group AS g
  JOIN access_entry AS a ON a.no = g.no AND a.segment = g.run_segment
  JOIN line AS l ON l.no = a.no AND l.line = a.line
  WHERE g.fee_days >= l.min_days
),
summed AS (
  SELECT
    *,
    sum(weight) OVER (
      PARTITION BY no, line ORDER BY text_order(imsi), imsi, service ROWS UNBOUNDED PRECEDING
    ) AS running,
    sum(weight) OVER (PARTITION BY no, line) AS total
  FROM weighed
),
reached AS (
  SELECT
    s.* EXCLUDE (running, total), l.kind,
    coalesce(l.amount * CAST(s.running AS HUGEINT) // nullif(CAST(s.total AS HUGEINT), 0), 0) AS reach,
    coalesce(l.amount * CAST(s.running - s.weight AS HUGEINT) // nullif(CAST(s.total AS HUGEINT), 0), 0) AS before
  FROM summed AS s
  JOIN line AS l ON l.no = s.no AND l.line = s.line
)
SELECT * EXCLUDE (reach, before), reach - before AS share FROM reached
