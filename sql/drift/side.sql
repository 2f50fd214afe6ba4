-- Grain: (agreement_id, imsi): a device of one run, its IMSI as 1 and its digits. p in millionths; sure: 0 below review_at, 1 below charge_at, 2 above, by the run's own
-- thresholds; absent: rule 5 leaves nothing to decide, for it is excluded or neither observed nor charged.
CREATE OR REPLACE TEMP TABLE {{table}} AS
WITH terms AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($terms, '[{"agreement_id": "VARCHAR", "charge_at": "VARCHAR", "review_at": "VARCHAR"}]')) AS item
  )
),
listed AS (
  SELECT
    d.agreement_id, CAST('1' || d.imsi AS BIGINT) AS imsi, d.device, d.presence, d.activity, d.segment, d.decision, d.declared,
    CAST(round(CAST(d.probability AS DECIMAL(9, 6)) * 1000000) AS INTEGER) AS p,
    CAST(round(CAST(t.charge_at AS DECIMAL(9, 6)) * 1000000) AS INTEGER) AS charge_at,
    CAST(round(CAST(t.review_at AS DECIMAL(9, 6)) * 1000000) AS INTEGER) AS review_at,
    f.excluded OR (d.days_observed = 0 AND f.charged_records = 0) AS absent,
    f.tac_class, f.in_declared_range,
    f.data_records > 0 AND f.declared_apn_records = f.data_records AS by_apn,
    f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows AS by_tac,
    CAST(d.usage_amount AS DECIMAL(38, 6)) + CAST(d.access_amount AS DECIMAL(38, 6))
    + CAST(d.as_billed_amount AS DECIMAL(38, 6)) AS amount
  FROM read_parquet($devices) AS d
  JOIN terms AS t ON t.agreement_id = d.agreement_id
  JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
  WHERE d.imsi <> ''
)
SELECT
  * EXCLUDE (charge_at, review_at),
  CASE WHEN p >= charge_at THEN 2 WHEN p >= review_at THEN 1 ELSE 0 END AS sure
FROM listed
