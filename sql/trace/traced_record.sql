-- Grain: one charged record behind a device's part of a statement line: what it has before rounding (quantity, base units), and
-- what counts of it after: of a session that is rounded up as a whole, all of that stands with its first record.
CREATE OR REPLACE TEMP TABLE traced_record AS
WITH charged AS (
  SELECT
    r.*, w.way_no, w.step, w.per_session AND r.reference IS NOT NULL AS joined,
    r.start_ms + 1000 * coalesce(r.duration, 0) AS end_ms,
    CASE
      WHEN w.in_bytes THEN CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + coalesce(r.bytes_down, 0)
      WHEN w.measure = 'seconds' THEN coalesce(r.duration, 0)
      ELSE 1
    END AS quantity
  FROM device_record AS r
  JOIN usage_way AS w ON w.no = r.no AND w.service = r.service
  WHERE r.charged AND r.no = $no AND r.version_no = $version
),
placed AS (
  SELECT c.*, t.byte_offset, t.start_local, t.utc_offset
  FROM charged AS c
  JOIN slice_record AS t ON t.file_id = c.file_id AND t.record_index = c.record_index
),
-- A record that is joined with no other stands for itself, and needs no order.
alone AS (
  SELECT *, CAST(NULL AS BIGINT) AS session, (quantity + step - 1) // step * step AS counted FROM placed WHERE NOT joined
),
session AS (
  SELECT DISTINCT way_no, version_no, reference, node, start_ms, end_ms, session
  FROM session_record
  WHERE reference IS NOT NULL
),
summed AS (
  SELECT
    p.*, s.session,
    sum(p.quantity) OVER whole AS session_quantity,
    row_number() OVER (whole ORDER BY p.start_ms, f.sha256, p.byte_offset) AS nth
  FROM placed AS p
  JOIN source_file AS f ON f.file_id = p.file_id
  LEFT JOIN session AS s
    ON s.way_no = p.way_no AND s.version_no = p.version_no AND s.reference = p.reference
    AND s.node IS NOT DISTINCT FROM p.node AND s.start_ms = p.start_ms AND s.end_ms = p.end_ms
  WHERE p.joined
  WINDOW whole AS (PARTITION BY p.way_no, s.session, p.reference, p.node)
),
counted AS (
  FROM alone
  UNION ALL BY NAME
  SELECT
    * EXCLUDE (session_quantity, nth), CASE WHEN nth = 1 THEN (session_quantity + step - 1) // step * step ELSE 0 END AS counted
  FROM summed
)
SELECT
  service, file_id, byte_offset, start_ms, start_local, utc_offset, CAST(quantity AS BIGINT) AS quantity,
  CAST(counted AS BIGINT) AS counted, reference, node, CAST(session AS INTEGER) AS session,
  CAST(charge AS HUGEINT) + camel_fee - refund AS units
FROM counted
