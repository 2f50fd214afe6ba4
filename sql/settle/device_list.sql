-- Grain: (agreement_id, imsi): the device list of contracts.md, every IMSI seen in the period; amounts as decimal text; tap_amount is
-- exact, so it may have more decimals than the statement.
CREATE OR REPLACE TEMP TABLE device_list AS
WITH amount AS (
  SELECT
    no, imsi,
    coalesce(sum(share) FILTER (kind = 'usage'), 0) AS usage,
    coalesce(sum(share) FILTER (kind = 'access'), 0) AS access,
    coalesce(sum(share) FILTER (kind = 'as_billed'), 0) AS as_billed
  FROM device_share
  GROUP BY no, imsi
),
party AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($rows, '[{"no": "INTEGER", "agreement_id": "VARCHAR", "home_tadig": "VARCHAR",
      "visited_tadig": "VARCHAR", "currency": "VARCHAR", "decimals": "INTEGER"}]')) AS item
  )
)
SELECT
  p.agreement_id,
  $period AS period,
  identifier_text(c.imsi) AS imsi,
  -- The pair of the device's own records; without any, the agreement's first.
  coalesce(t.home_tadig, p.home_tadig) AS home_tadig,
  coalesce(t.visited_tadig, p.visited_tadig) AS visited_tadig,
  c.device,
  CAST(c.probability // 1000000 AS VARCHAR) || '.' || lpad(CAST(c.probability % 1000000 AS VARCHAR), 6, '0') AS probability,
  c.declared, c.presence, c.activity,
  coalesce(g.run_segment, '') AS segment,
  c.decision, c.detected_by, c.days_observed, c.days_present,
  utc_text(c.first_ms) AS first_seen,
  utc_text(c.last_ms) AS last_seen,
  c.tap_records, c.signaling_events,
  CAST(c.bytes_up AS BIGINT) AS bytes_up,
  CAST(c.bytes_down AS BIGINT) AS bytes_down,
  c.sms, c.calls,
  coalesce(identifier_text(c.tac), '') AS tac,
  coalesce(c.apns, '') AS apns,
  minor_text(coalesce(a.usage, 0), p.decimals) AS usage_amount,
  minor_text(coalesce(a.access, 0), p.decimals) AS access_amount,
  minor_text(coalesce(a.as_billed, 0), p.decimals) AS as_billed_amount,
  exact_text(coalesce(x.amount, 0), coalesce(x.places, p.decimals), p.decimals) AS tap_amount,
  p.currency, c.reasons
FROM period.device_class AS c
JOIN party AS p ON p.no = c.no
LEFT JOIN device_group AS g ON g.no = c.no AND g.imsi = c.imsi
LEFT JOIN amount AS a ON a.no = c.no AND a.imsi = c.imsi
LEFT JOIN device_tap AS x ON x.no = c.no AND x.imsi = c.imsi
LEFT JOIN period.device_fact AS t ON t.no = c.no AND t.imsi = c.imsi
ORDER BY c.no, text_order(c.imsi), c.imsi
