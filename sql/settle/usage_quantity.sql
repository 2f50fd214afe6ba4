-- Grain: (no, version_no, imsi, service, measure, step, per_session, tap_currency, tap_decimals): charged usage of a device
-- under a version of the agreement in one way of measuring: quantity in base units after rounding up per record or session
-- (rule 8), records, and TAP units as billed. version_no is 0 where one version holds in the period; a session that runs
-- from one into the next is rounded in each.
CREATE OR REPLACE TEMP VIEW usage_quantity AS
WITH way AS (
  SELECT
    no, CAST(service AS service) AS service, measure, step, per_session,
    -- Elsewhere the sums of the records will do.
    measure <> 'events' AND (step > 1 OR per_session) AS rounds,
    measure = 'bytes' AS in_bytes,
    CAST(row_number() OVER (ORDER BY no, service, measure, step, per_session) AS INTEGER) AS way_no
  FROM usage_measure
),
charged AS (
  SELECT
    no, imsi, version_no, service, kind_no,
    sum(coalesce(bytes_up, 0) + coalesce(bytes_down, 0)) AS bytes,
    sum(coalesce(seconds, 0)) AS seconds,
    sum(records) AS records,
    sum(billed_units) AS billed_units
  FROM record_sum
  WHERE charged
  GROUP BY no, imsi, version_no, service, kind_no
),
stepped AS (
  SELECT
    w.way_no, r.imsi, r.version_no, r.kind_no, CAST(w.step AS UBIGINT) AS step,
    -- Neither volumes nor durations are negative, and UBIGINT holds the sum of any two.
    CASE
      WHEN w.in_bytes THEN CAST(coalesce(r.bytes_up, 0) AS UBIGINT) + CAST(coalesce(r.bytes_down, 0) AS UBIGINT)
      ELSE CAST(coalesce(r.duration, 0) AS UBIGINT)
    END AS amount
  FROM device_record AS r
  JOIN way AS w ON w.no = r.no AND w.service = r.service
  WHERE r.charged AND w.rounds AND NOT w.per_session
),
joining AS (
  SELECT
    w.way_no, w.step, w.in_bytes, r.imsi, r.version_no, r.kind_no, r.reference, r.node, r.start_ms,
    r.start_ms + 1000 * coalesce(r.duration, 0) AS end_ms,
    CASE
      WHEN w.in_bytes THEN CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + coalesce(r.bytes_down, 0)
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
      WHEN in_bytes THEN 0
      WHEN start_ms - max(end_ms) OVER (
        PARTITION BY way_no, imsi, version_no, reference, node
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
      PARTITION BY way_no, imsi, version_no, reference, node ORDER BY start_ms, end_ms ROWS UNBOUNDED PRECEDING
    ) AS session
  FROM chained
),
sessions AS (
  -- Files of one session may differ in currency or decimals: its quantity stands with the first.
  SELECT way_no, imsi, version_no, step, min(kind_no) AS kind_no, sum(amount) AS amount
  FROM numbered
  GROUP BY way_no, imsi, version_no, step, reference, node, session
),
rounded AS (
  SELECT
    way_no, imsi, version_no, kind_no,
    sum(CAST(amount // step AS BIGINT) + CAST(amount % step > 0 AS BIGINT)) AS steps
  FROM stepped
  GROUP BY way_no, imsi, version_no, kind_no
  UNION ALL
  SELECT way_no, imsi, version_no, kind_no, sum((amount + step - 1) // step) AS steps
  FROM sessions
  GROUP BY way_no, imsi, version_no, kind_no
)
SELECT
  c.no, c.imsi, c.version_no, CAST(c.service AS VARCHAR) AS service, w.measure, w.step, w.per_session, k.tap_currency, k.tap_decimals,
  CAST(sum(
    CASE
      WHEN w.rounds THEN coalesce(q.steps, 0) * w.step
      WHEN w.in_bytes THEN c.bytes
      WHEN w.measure = 'seconds' THEN c.seconds
      ELSE c.records
    END
  ) AS HUGEINT) AS quantity,
  CAST(sum(c.records) AS BIGINT) AS records,
  CAST(sum(c.billed_units) AS HUGEINT) AS billed_units
FROM charged AS c
JOIN way AS w ON w.no = c.no AND w.service = c.service
JOIN file_kind AS k ON k.kind_no = c.kind_no
LEFT JOIN rounded AS q ON q.way_no = w.way_no AND q.imsi = c.imsi AND q.version_no = c.version_no AND q.kind_no = c.kind_no
GROUP BY ALL
