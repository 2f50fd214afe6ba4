-- BCE-style usage data report. One row per agreement, TADIG pair of the records, segment, service and statement line (level
-- `line`), then one per TADIG pair, service and segment, and one per agreement (`total`). `imsis` are the different IMSIs of
-- the row, so those of splits do not add up; records, TAP charge and amount do. A quantity stands where there is one unit.
WITH used AS (
  SELECT
    x.agreement_id, x.home_tadig, x.visited_tadig, x.segment, x.service, x.line_id, x.kind, l.line_no, l.unit, l.rates,
    l.agreement_version,
    nullif(x.own_imsi, '') AS imsi, x.quantity, x.records,
    CAST(x.tap_amount AS DECIMAL(38, {{places}})) AS tap_amount,
    CAST(x.amount AS DECIMAL(38, {{places}})) AS amount
  FROM report_device_line AS x
  JOIN report_line AS l ON l.agreement_id = x.agreement_id AND l.line_id = x.line_id
  WHERE x.kind IN ('usage', 'as_billed')
),
summed AS (
  SELECT
    agreement_id, home_tadig, visited_tadig, segment, service, line_id, kind, line_no,
    grouping(line_id) AS without_line, grouping(home_tadig) AS without_pair, grouping(service) AS without_service,
    grouping(segment) AS without_segment,
    count(DISTINCT imsi) AS imsis,
    sum(records) AS records,
    CASE WHEN count(DISTINCT unit) = 1 THEN sum(quantity) END AS quantity,
    CASE WHEN count(DISTINCT unit) = 1 THEN min(unit) END AS unit,
    sum(tap_amount) AS tap_amount,
    sum(amount) AS amount,
    any_value(rates) AS rates,
    any_value(agreement_version) AS line_version
  FROM used
  GROUP BY GROUPING SETS (
    (agreement_id, home_tadig, visited_tadig, segment, service, line_id, kind, line_no),
    (agreement_id, home_tadig, visited_tadig),
    (agreement_id, service),
    (agreement_id, segment),
    (agreement_id)
  )
),
named AS (
  SELECT
    *,
    CASE
      WHEN without_line = 0 THEN 'line'
      WHEN without_pair = 0 THEN 'tadigs'
      WHEN without_service = 0 THEN 'service'
      WHEN without_segment = 0 THEN 'segment'
      ELSE 'total'
    END AS level
  FROM summed
)
SELECT
  s.run_id,
  n.agreement_id,
  CASE WHEN n.level = 'line' THEN n.line_version ELSE s.agreement_version END AS agreement_version,
  s.period,
  n.level,
  n.home_tadig,
  n.visited_tadig,
  {{as_text}}(n.segment) AS segment,
  n.service,
  n.line_id,
  n.kind,
  n.imsis,
  CAST(n.records AS BIGINT) AS records,
  CAST(n.quantity AS BIGINT) AS quantity,
  n.unit,
  decimal_text(n.tap_amount, s.decimals) AS tap_amount,
  decimal_text(n.amount, s.decimals) AS amount,
  s.currency,
  CASE WHEN n.level = 'line' THEN {{as_text}}(rates_text(n.rates)) END AS rates
FROM named AS n
JOIN report_statement AS s ON s.agreement_id = n.agreement_id
ORDER BY
  n.agreement_id COLLATE "C", list_position(['line', 'tadigs', 'service', 'segment', 'total'], n.level),
  n.home_tadig COLLATE "C", n.visited_tadig COLLATE "C", n.line_no, n.segment COLLATE "C", n.service COLLATE "C"
