-- Grain: (no, imsi, service, measure, step, per_session, tap_currency, tap_decimals): charged usage of a device in one way
-- of measuring: quantity in base units after rounding up per record or session (rule 8), records, and TAP units as billed.
CREATE OR REPLACE TEMP TABLE usage_quantity AS
WITH charged AS (
  SELECT
    r.no, r.imsi, CAST(r.service AS VARCHAR) AS service, r.tap_currency, r.tap_decimals, r.billed_units,
    r.reference, r.start_ms,
    r.start_ms + 1000 * coalesce(r.duration, 0) AS end_ms,
    CASE WHEN r.service = 'data' THEN r.gateway ELSE r.rec_entity END AS node,
    e.measure, e.step, e.per_session,
    CASE
      WHEN e.measure = 'bytes' THEN CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + coalesce(r.bytes_down, 0)
      WHEN e.measure = 'seconds' THEN coalesce(r.duration, 0)
      ELSE 1
    END AS amount
  FROM device_record AS r
  JOIN usage_measure AS e ON e.no = r.no AND e.service = CAST(r.service AS VARCHAR)
  WHERE r.charged
),
chained AS (
  -- Partials of a data session share charging id and gateway. Call references come round again, so a call's partials
  -- must also follow each other within a minute.
  SELECT
    *,
    CASE
      WHEN reference IS NULL THEN 1
      WHEN measure = 'bytes' THEN 0
      WHEN start_ms - max(end_ms) OVER (
        PARTITION BY no, imsi, service, measure, step, reference, node
        ORDER BY start_ms, end_ms ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) <= 60000 THEN 0
      ELSE 1
    END AS starts
  FROM charged
  WHERE per_session
),
numbered AS (
  SELECT
    *,
    sum(starts) OVER (
      PARTITION BY no, imsi, service, measure, step, reference, node
      ORDER BY start_ms, end_ms ROWS UNBOUNDED PRECEDING
    ) AS session
  FROM chained
),
summed AS (
  SELECT
    no, imsi, service, measure, step, per_session, reference, node, session, tap_currency, tap_decimals, sum(amount) AS amount, count(*) AS records, sum(billed_units) AS billed_units
  FROM numbered
  GROUP BY no, imsi, service, measure, step, per_session, reference, node, session, tap_currency, tap_decimals
),
joined AS (
  -- Files of one session may differ in currency or decimals: its quantity is one all the same, and stands with the first.
  SELECT
    * EXCLUDE (amount, reference, node, session),
    CASE
      WHEN row_number() OVER (
        PARTITION BY no, imsi, service, measure, step, reference, node, session ORDER BY tap_currency, tap_decimals
      ) = 1
        THEN sum(amount) OVER (PARTITION BY no, imsi, service, measure, step, reference, node, session)
      ELSE 0
    END AS amount
  FROM summed
),
measured AS (
  SELECT no, imsi, service, measure, step, per_session, tap_currency, tap_decimals, amount, records, billed_units FROM joined
  UNION ALL
  SELECT no, imsi, service, measure, step, per_session, tap_currency, tap_decimals, amount, 1, billed_units
  FROM charged
  WHERE NOT per_session
)
SELECT
  no, imsi, service, measure, step, per_session, tap_currency, tap_decimals,
  CAST(sum(CASE WHEN measure = 'events' THEN records ELSE ((amount + step - 1) // step) * step END) AS HUGEINT) AS quantity,
  CAST(sum(records) AS BIGINT) AS records,
  CAST(sum(billed_units) AS HUGEINT) AS billed_units
FROM measured
GROUP BY no, imsi, service, measure, step, per_session, tap_currency, tap_decimals
