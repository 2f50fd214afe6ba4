-- Grain: (no, imsi, service, measure, step, per_session, tap_currency, tap_decimals): charged usage of a device in one way
-- of measuring: quantity in base units after rounding up per record or session (rule 8), records, and TAP units as billed.
CREATE OR REPLACE TEMP TABLE usage_quantity AS
WITH way AS (
  SELECT
    no, CAST(service AS service) AS service, measure, step, per_session,
    measure <> 'events' AND (step > 1 OR per_session) AS rounds
  FROM usage_measure
),
charged AS (
  SELECT
    s.no, s.imsi, s.service, s.kind_no,
    sum(coalesce(s.bytes_up, 0) + coalesce(s.bytes_down, 0)) AS bytes,
    sum(coalesce(s.seconds, 0)) AS seconds,
    sum(s.records) AS records,
    sum(s.billed_units) AS billed_units
  FROM record_sum AS s
  WHERE s.charged
  GROUP BY s.no, s.imsi, s.service, s.kind_no
),
stepped AS (
  SELECT
    r.no, r.imsi, r.service, r.kind_no, w.measure, w.step,
    -- Neither volumes nor durations are negative, and UBIGINT holds the sum of any two.
    CASE
      WHEN w.measure = 'bytes' THEN CAST(coalesce(r.bytes_up, 0) AS UBIGINT) + CAST(coalesce(r.bytes_down, 0) AS UBIGINT)
      ELSE CAST(coalesce(r.duration, 0) AS UBIGINT)
    END AS amount,
    CAST(w.step AS UBIGINT) AS unit
  FROM device_record AS r
  JOIN way AS w ON w.no = r.no AND w.service = r.service
  WHERE r.charged AND w.rounds AND NOT w.per_session
),
joining AS (
  SELECT
    r.no, r.imsi, r.service, r.kind_no, r.reference, r.node, r.start_ms,
    r.start_ms + 1000 * coalesce(r.duration, 0) AS end_ms,
    w.measure, w.step,
    CASE
      WHEN w.measure = 'bytes' THEN CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + coalesce(r.bytes_down, 0)
      ELSE coalesce(r.duration, 0)
    END AS amount
  FROM device_record AS r
  JOIN way AS w ON w.no = r.no AND w.service = r.service
  WHERE r.charged AND w.rounds AND w.per_session
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
  FROM joining
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
sessions AS (
  -- Files of one session may differ in currency or decimals: its quantity stands with the first.
  SELECT no, imsi, service, measure, step, min(kind_no) AS kind_no, sum(amount) AS amount
  FROM numbered
  GROUP BY no, imsi, service, measure, step, reference, node, session
),
rounded AS (
  SELECT
    no, imsi, service, kind_no, measure, step, false AS per_session,
    sum(CAST(amount // unit AS BIGINT) + CASE WHEN amount % unit > 0 THEN 1 ELSE 0 END) * step AS quantity
  FROM stepped
  GROUP BY no, imsi, service, kind_no, measure, step
  UNION ALL
  SELECT
    no, imsi, service, kind_no, measure, step, true AS per_session,
    sum((amount + step - 1) // step) * step AS quantity
  FROM sessions
  GROUP BY no, imsi, service, kind_no, measure, step
)
SELECT
  c.no, c.imsi, CAST(c.service AS VARCHAR) AS service, w.measure, w.step, w.per_session, k.tap_currency, k.tap_decimals,
  CAST(sum(
    CASE
      WHEN w.rounds THEN coalesce(q.quantity, 0)
      WHEN w.measure = 'bytes' THEN c.bytes
      WHEN w.measure = 'seconds' THEN c.seconds
      ELSE c.records
    END
  ) AS HUGEINT) AS quantity,
  CAST(sum(c.records) AS BIGINT) AS records,
  CAST(sum(c.billed_units) AS HUGEINT) AS billed_units
FROM charged AS c
JOIN way AS w ON w.no = c.no AND w.service = c.service
JOIN file_kind AS k ON k.kind_no = c.kind_no
LEFT JOIN rounded AS q
  ON q.no = c.no AND q.imsi = c.imsi AND q.service = c.service AND q.kind_no = c.kind_no
  AND q.measure = w.measure AND q.step = w.step AND q.per_session = w.per_session
GROUP BY ALL
