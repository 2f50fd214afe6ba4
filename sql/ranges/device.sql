-- Grain: (agreement_id, imsi): a device of a run that belongs to the agreement's home party and is not excluded, in the order
-- of agreement, length and digits of its IMSI; rowid counts from 0. kind: 0 machine, 1 in review, 2 human, 3 neither observed
-- nor charged. What is declared says nothing of itself: there the probability decides, elsewhere the run. newly: charged and
-- not declared. p: its probability, in millionths; where a person or a list decided against it, that of their word. open_apns: its APNs
-- that no declared one fits.
CREATE OR REPLACE TEMP TABLE ranged_device AS
WITH terms AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($terms, '[{"no": "INTEGER", "agreement_id": "VARCHAR", "charge_at": "VARCHAR", "review_at": "VARCHAR",
      "apns": "VARCHAR"}]')) AS item
  )
),
listed AS (
  SELECT
    t.no, d.imsi, d.device, d.decision, d.declared, d.tac, f.tacs, f.in_declared_range, t.charge_at, t.review_at,
    CAST(d.probability AS DECIMAL(9, 6)) AS probability,
    d.days_observed = 0 AND f.charged_records = 0 AS is_absent,
    f.data_records > 0 AND f.declared_apn_records = f.data_records AS by_apn,
    f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows AS by_tac,
    f.data_records,
    CASE WHEN d.apns = '' THEN [] ELSE string_split(lower(d.apns), ';') END AS apns, t.apns AS declared_apns,
    CAST(d.usage_amount AS DECIMAL(38, 6)) + CAST(d.access_amount AS DECIMAL(38, 6))
    + CAST(d.as_billed_amount AS DECIMAL(38, 6)) AS amount,
    CAST(d.tap_amount AS DECIMAL(38, 18)) AS tap_amount
  FROM read_parquet($devices) AS d
  JOIN terms AS t ON t.agreement_id = d.agreement_id
  JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
  WHERE d.imsi <> '' AND NOT f.excluded AND NOT f.foreign_owner
)
SELECT
  no, CAST(length(imsi) AS INTEGER) AS digits, CAST(imsi AS BIGINT) AS number,
  CASE
    WHEN is_absent THEN 3
    WHEN declared THEN CASE
      WHEN probability >= CAST(charge_at AS DECIMAL(9, 6)) THEN 0
      WHEN probability >= CAST(review_at AS DECIMAL(9, 6)) THEN 1
      ELSE 2
    END
    WHEN device = 'iot' THEN 0
    WHEN device = 'unknown' THEN 1
    ELSE 2
  END AS kind,
  CAST(1000000 * CASE
    WHEN NOT declared AND device = 'iot' AND probability < CAST(review_at AS DECIMAL(9, 6)) THEN 1
    WHEN NOT declared AND device = 'human' AND probability >= CAST(review_at AS DECIMAL(9, 6)) THEN 0
    ELSE probability
  END AS INTEGER) AS p,
  decision = 'charge' AND NOT declared AS newly,
  in_declared_range, by_apn, by_tac, apns, data_records,
  coalesce(list_filter(apns, apn -> NOT coalesce(regexp_full_match(apn, declared_apns), false)), []) AS open_apns,
  tac, tacs, amount, tap_amount
FROM listed
ORDER BY no, digits, number
