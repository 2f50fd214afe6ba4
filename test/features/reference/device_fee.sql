-- Grain: (no, imsi): what access fees hang on (rule 8), from the attachments that are kept.
CREATE OR REPLACE TEMP TABLE device_fee AS
WITH fee_day AS (
  SELECT s.no, day
  FROM scope AS s
  CROSS JOIN range(CAST(s.period_from_day AS BIGINT), CAST(s.period_end_day AS BIGINT)) AS days(day)
  SEMI JOIN scope_version AS v ON v.no = s.no AND day >= v.from_day AND day < v.end_day
),
observed AS (
  SELECT DISTINCT no, imsi, unnest(observed_days) AS day FROM attachment WHERE kept
),
stretch AS (
  SELECT no, imsi, unnest(stretches, recursive := true) FROM attachment WHERE kept
),
zoned AS (
  SELECT t.no, t.imsi, z.offset_ms, greatest(t.from_ms, z.from_ms) AS from_ms,
    least(t.end_ms, z.until_ms, s.scan_until_ms) AS end_ms
  FROM stretch AS t
  JOIN scope AS s ON s.no = t.no
  JOIN scope_zone AS z ON z.no = t.no AND t.from_ms < z.until_ms AND t.end_ms > z.from_ms
),
present AS (
  SELECT f.no, z.imsi, f.day
  FROM fee_day AS f
  JOIN zoned AS z
    ON z.no = f.no AND z.end_ms > z.from_ms AND z.from_ms + z.offset_ms < (f.day + 1) * 86400000
    AND z.end_ms + z.offset_ms > f.day * 86400000
  UNION
  SELECT o.no, o.imsi, o.day FROM observed AS o JOIN fee_day AS f ON f.no = o.no AND f.day = o.day
),
counted AS (
  SELECT o.no, o.imsi, count(*) AS fee_days, min(o.day) AS first_fee_day
  FROM observed AS o
  JOIN fee_day AS f ON f.no = o.no AND f.day = o.day
  GROUP BY o.no, o.imsi
),
begun AS (
  SELECT a.no, a.imsi, count(*) AS attaches
  FROM attachment AS a
  JOIN fee_day AS f ON f.no = a.no AND f.day = a.day
  WHERE a.kept
  GROUP BY a.no, a.imsi
),
there AS (
  SELECT no, imsi, count(DISTINCT day) AS present_fee_days FROM present GROUP BY no, imsi
)
SELECT
  no, imsi, counted.fee_days, counted.first_fee_day, begun.attaches, there.present_fee_days
FROM counted
FULL JOIN begun USING (no, imsi)
FULL JOIN there USING (no, imsi)
