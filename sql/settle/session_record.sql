-- Grain: (way_no, charged record): usage that is rounded up per session: what a record adds, and the number of its session
-- among those of its reference. Records of one reference that begin and end together have one session.
CREATE OR REPLACE TEMP VIEW session_record AS
WITH joining AS (
  SELECT
    w.way_no, w.step, w.in_bytes, r.imsi, r.version_no, r.kind_no, r.reference, r.node, r.start_ms,
    r.start_ms + 1000 * coalesce(r.duration, 0) AS end_ms,
    CASE
      WHEN w.in_bytes THEN CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + coalesce(r.bytes_down, 0)
      ELSE coalesce(r.duration, 0)
    END AS amount
  FROM device_record AS r
  JOIN usage_way AS w ON w.no = r.no AND w.service = r.service
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
)
SELECT
  *,
  sum(starts) OVER (
    PARTITION BY way_no, imsi, version_no, reference, node ORDER BY start_ms, end_ms ROWS UNBOUNDED PRECEDING
  ) AS session
FROM chained
