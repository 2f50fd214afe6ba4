-- Grain: (no, line, imsi, service): what a device has in a line: quantity in base units, records, TAP units as billed, and
-- its share in minor units: T(i) - T(i-1), T being the line's amount times the cumulative weight in IMSI text order over the
-- total weight, truncated towards zero (rule 7). A line that covers several services has a row for each of the device: by
-- one running sum the shares of a device's rows add up to the device's.
CREATE OR REPLACE TEMP TABLE device_share AS
WITH used AS (
  SELECT
    f.no, f.imsi, f.group_no, f.service, f.entry,
    CAST(sum(f.quantity) AS HUGEINT) AS quantity,
    CAST(sum(f.records) AS BIGINT) AS records,
    CAST(sum(f.billed_units * c.units) AS HUGEINT) AS tap,
    CAST(sum(f.billed_units * c.factor) AS HUGEINT) AS billed
  FROM usage_fact AS f
  JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
  WHERE f.in_run
  GROUP BY f.no, f.imsi, f.group_no, f.service, f.entry
),
weighed AS (
  -- Of priced entries only a free one covers several services, and its line is nothing: elsewhere this is what is billable.
  SELECT
    u.no, l.line, u.imsi, u.group_no, u.service, u.quantity, u.records, u.tap,
    u.quantity - q.quantity + q.billable AS weight
  FROM used AS u
  JOIN line AS l ON l.no = u.no AND l.entry = u.entry AND l.kind = 'usage'
  JOIN entry_quantity AS q ON q.no = u.no AND q.imsi = u.imsi AND q.entry = u.entry
  UNION ALL
  SELECT u.no, l.line, u.imsi, u.group_no, u.service, u.quantity, u.records, u.tap, u.billed
  FROM used AS u
  JOIN line AS l ON l.no = u.no AND l.entry = u.entry AND l.kind = 'as_billed'
  UNION ALL
  SELECT g.no, w.line, g.imsi, g.group_no, '', w.quantity, 0, NULL, w.weight
  FROM device_group AS g
  JOIN access_entry AS a ON a.no = g.no AND a.segment = g.run_segment
  JOIN fee_weight AS w ON w.no = a.no AND w.line = a.line AND w.fee_days = g.fee_days
    AND w.present_fee_days = g.present_fee_days AND w.attaches = g.attaches
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
