-- Grain: (no, imsi): presence in the period and in the window that ends with it (rule 3).
CREATE OR REPLACE TEMP TABLE device_presence AS
WITH window_day AS (
  SELECT p.no, p.imsi, p.day, p.day - lag(p.day) OVER (PARTITION BY p.no, p.imsi ORDER BY p.day) - 1 AS gap
  FROM present_day AS p
  JOIN scope AS s ON s.no = p.no
  WHERE p.day >= s.window_from_day AND p.day < s.period_end_day
),
windowed AS (
  SELECT
    d.no, d.imsi,
    count(*) AS window_days,
    greatest(
      coalesce(max(d.gap), 0),
      min(d.day) - any_value(s.window_from_day),
      any_value(s.period_end_day) - 1 - max(d.day)
    ) AS longest_gap
  FROM window_day AS d
  JOIN scope AS s ON s.no = d.no
  GROUP BY d.no, d.imsi
),
present AS (
  SELECT p.no, p.imsi, count(*) AS days_present
  FROM present_day AS p
  JOIN scope AS s ON s.no = p.no
  WHERE p.day >= s.period_from_day AND p.day < s.period_end_day
  GROUP BY p.no, p.imsi
),
observed AS (
  SELECT
    p.no, p.imsi,
    count(DISTINCT p.observed_day) AS days_observed
  FROM presence_event AS p
  JOIN scope AS s ON s.no = p.no
  WHERE p.observed_day >= s.period_from_day AND p.observed_day < s.period_end_day
  GROUP BY p.no, p.imsi
)
SELECT
  no, imsi,
  coalesce(windowed.window_days, 0) AS window_days,
  windowed.longest_gap,
  coalesce(present.days_present, 0) AS days_present,
  coalesce(observed.days_observed, 0) AS days_observed
FROM windowed
FULL JOIN present USING (no, imsi)
FULL JOIN observed USING (no, imsi)
