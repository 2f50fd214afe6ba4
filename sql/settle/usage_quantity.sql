-- Grain: (no, version_no, imsi, service, measure, step, per_session, pair, tap_currency, tap_decimals): charged usage of a
-- device under a version of the agreement and a TADIG pair in one way of measuring: quantity in base units after rounding up
-- per record or session (rule 8), records, and TAP units as billed. version_no is 0 where one version holds in the period; a session that runs
-- from one into the next is rounded in each. No HUGEINT, as in device_feature.
CREATE OR REPLACE TEMP VIEW usage_quantity AS
WITH kind AS (
  SELECT p.no, p.pair, k.kind_no, k.tap_currency, k.tap_decimals
  FROM file_kind AS k
  JOIN scope_pair AS p ON p.sender = k.sender AND p.recipient = k.recipient
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
  JOIN usage_way AS w ON w.no = r.no AND w.service = r.service
  WHERE r.charged AND w.rounds AND NOT w.per_session
),
sessions AS (
  -- Files of one session may differ in TADIG pair, currency or decimals: its quantity stands with the first.
  SELECT way_no, imsi, version_no, step, min(kind_no) AS kind_no, sum(amount) AS amount
  FROM session_record
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
  c.no, c.imsi, c.version_no, CAST(c.service AS VARCHAR) AS service, w.measure, w.step, w.per_session,
  k.pair, k.tap_currency, k.tap_decimals,
  CAST(
    CASE
      WHEN w.rounds THEN coalesce(q.steps, 0) * w.step
      WHEN w.in_bytes THEN c.bytes
      WHEN w.measure = 'seconds' THEN c.seconds
      ELSE c.records
    END AS BIGINT
  ) AS quantity,
  CAST(c.records AS BIGINT) AS records,
  CAST(c.billed_units AS BIGINT) AS billed_units
FROM charged AS c
JOIN usage_way AS w ON w.no = c.no AND w.service = c.service
JOIN kind AS k ON k.no = c.no AND k.kind_no = c.kind_no
LEFT JOIN rounded AS q ON q.way_no = w.way_no AND q.imsi = c.imsi AND q.version_no = c.version_no AND q.kind_no = c.kind_no
