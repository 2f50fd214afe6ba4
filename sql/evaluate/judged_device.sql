-- Grain: (agreement_id, imsi): a device of the list that the truth file names, what it truly is, and what the run and the
-- baselines say of it. in_question: rule 5 leaves it to the decision (seen alive or charged, and not excluded). p: millionths.
CREATE OR REPLACE TEMP TABLE judged_device AS
WITH listed AS (
  SELECT
    d.agreement_id, d.imsi, t.device = 'iot' AS machine, t.kind, t.resembles,
    CAST(round(CAST(d.probability AS DECIMAL(9, 6)) * 1000000) AS INTEGER) AS p,
    d.decision, d.declared, d.presence, d.activity, d.currency,
    d.tac, d.tap_records, f.tac_class, f.cells, f.calls_mo, f.data_days, f.days_present,
    coalesce(f.bytes_up, 0) + coalesce(f.bytes_down, 0) AS bytes,
    coalesce(f.data_records > 0 AND f.declared_apn_records = f.data_records, false) AS declared_apn,
    coalesce(regexp_matches(d.apns, $apn_words), false) AS machine_apn,
    NOT d.reasons LIKE '%excluded by the agreement%'
      AND (d.days_observed > 0 OR coalesce(f.charged_records, 0) > 0) AS in_question,
    coalesce(lower(t.silent) = 'true', d.activity = 'silent') AS silent,
    -- In 10^-4 of the currency: what it owes above its TAP charge.
    CAST(
      (
        CAST(d.usage_amount AS DECIMAL(36, 4)) + CAST(d.access_amount AS DECIMAL(36, 4))
        + CAST(d.as_billed_amount AS DECIMAL(36, 4)) - CAST(d.tap_amount AS DECIMAL(36, 4))
      ) * 10000 AS HUGEINT
    ) AS above_tap
  FROM read_parquet($devices) AS d
  JOIN truth AS t ON t.imsi = d.imsi
  LEFT JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
),
-- Equipment that any device with an APN of machines has (Lutu et al., IMC 2020: from APNs to all devices of the same TAC).
machine_tac AS (
  SELECT DISTINCT tac FROM listed WHERE tac <> '' AND tac_class IS DISTINCT FROM 'human' AND (machine_apn OR declared_apn)
)
SELECT
  l.*,
  decision = 'charge' AS by_run,
  l.declared AS by_declared,
  l.declared AND tap_records > 0 AS by_declared_and_tap,
  coalesce(tac_class = 'iot', false) AS by_tac,
  machine_apn OR declared_apn OR m.tac IS NOT NULL AS by_apn_then_tac,
  calls_mo = 0 AND days_present >= 10 AND (cells <= 2 OR data_days > 0 AND bytes < data_days * 1048576) AS by_thresholds
FROM listed AS l
LEFT JOIN machine_tac AS m ON m.tac = l.tac
