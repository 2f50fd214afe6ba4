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
session AS (
  SELECT DISTINCT way_no, version_no, reference, node, start_ms, end_ms, session
  FROM session_record
  WHERE reference IS NOT NULL
),
placed AS (
  SELECT
    c.*, f.name, f.sha256, f.tap_currency, f.tap_decimals, t.byte_offset, t.start_local, t.utc_offset, d.value AS node_text,
    CASE WHEN c.joined THEN s.session END AS session,
    -- A record that is joined with no other stands for itself.
    CASE WHEN NOT c.joined THEN c.file_id END AS own_file,
    CASE WHEN NOT c.joined THEN c.record_index END AS own_index
  FROM charged AS c
  JOIN source_file AS f ON f.file_id = c.file_id
  JOIN slice_record AS t ON t.file_id = c.file_id AND t.record_index = c.record_index
  LEFT JOIN text_dictionary AS d ON d.code = c.node
  LEFT JOIN session AS s
    ON s.way_no = c.way_no AND s.version_no = c.version_no AND s.reference = c.reference
    AND s.node IS NOT DISTINCT FROM c.node AND s.start_ms = c.start_ms AND s.end_ms = c.end_ms
),
summed AS (
  SELECT
    *,
    sum(quantity) OVER whole AS session_quantity,
    row_number() OVER (whole ORDER BY start_ms, sha256, byte_offset) AS nth
  FROM placed
  WINDOW whole AS (
    PARTITION BY
      way_no, own_file, own_index, session, CASE WHEN joined THEN reference END, CASE WHEN joined THEN node END
  )
)
SELECT
  service, name, sha256, byte_offset, start_ms,
  strftime(make_timestamp(start_local * 1000000), '%Y-%m-%dT%H:%M:%S')
    || CASE WHEN utc_offset < 0 THEN '-' ELSE '+' END
    || lpad(CAST(abs(utc_offset) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(utc_offset) % 60 AS VARCHAR), 2, '0')
    AS start,
  CAST(quantity AS BIGINT) AS quantity,
  CAST(CASE WHEN nth = 1 THEN (session_quantity + step - 1) // step * step ELSE 0 END AS BIGINT) AS counted,
  CASE WHEN reference IS NOT NULL THEN CAST(reference AS VARCHAR) || coalesce('@' || node_text, '') END AS session_key,
  CAST(session AS INTEGER) AS session,
  CAST(charge AS HUGEINT) + camel_fee - refund AS units, tap_currency, tap_decimals
FROM summed
