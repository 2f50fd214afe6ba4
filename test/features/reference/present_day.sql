-- Grain: (no, imsi, day): a day the device was observed on, or attached in for any time (rule 3).
CREATE OR REPLACE TEMP TABLE present_day AS
WITH stretched AS (
  SELECT
    e.no, e.imsi, e.t_ms, e.is_sign,
    least(
      e.t_ms + s.carry_ms,
      s.scan_until_ms,
      coalesce(lead(e.t_ms) OVER (PARTITION BY e.no, e.imsi ORDER BY e.t_ms, e.is_sign), s.scan_until_ms)
    ) AS end_ms
  FROM effective_event AS e
  JOIN scope AS s ON s.no = e.no
),
spanned AS (
  SELECT DISTINCT
    a.no, a.imsi,
    (a.t_ms + z1.offset_ms) // 86400000 AS first_day,
    (a.end_ms - 1 + z2.offset_ms) // 86400000 AS last_day
  FROM stretched AS a
  JOIN scope_zone AS z1 ON z1.no = a.no AND a.t_ms >= z1.from_ms AND a.t_ms < z1.until_ms
  JOIN scope_zone AS z2 ON z2.no = a.no AND a.end_ms - 1 >= z2.from_ms AND a.end_ms - 1 < z2.until_ms
  WHERE a.is_sign AND a.end_ms > a.t_ms
)
SELECT DISTINCT no, imsi, CAST(unnest(range(first_day, last_day + 1)) AS INTEGER) AS day FROM spanned
UNION
SELECT no, imsi, CAST(observed_day AS INTEGER) FROM presence_event WHERE observed_day IS NOT NULL
