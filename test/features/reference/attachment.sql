-- Grain: (no, imsi, attachment): a time without a break that a device was attached in (rule 3): from a sign of life until a
-- detachment, or until carry_hours after the last sign with none before. day: of the sign it begins with, the earliest
-- where several come at once; kept: not one that the network ended sooner than min_attached_minutes, without a record.
CREATE OR REPLACE TEMP TABLE attachment AS
WITH stepped AS (
  SELECT
    e.*, s.carry_ms, s.min_attached_ms,
    lag(e.t_ms) OVER w AS before_ms, lag(e.is_sign) OVER w AS after_sign,
    lead(e.t_ms) OVER w AS next_ms, lead(e.is_sign) OVER w AS before_sign
  FROM effective_event AS e
  JOIN scope AS s ON s.no = e.no
  WINDOW w AS (PARTITION BY e.no, e.imsi ORDER BY e.t_ms, e.is_sign)
),
numbered AS (
  SELECT
    *,
    sum(CASE WHEN after_sign AND t_ms - before_ms <= carry_ms THEN 0 ELSE 1 END) OVER (
      PARTITION BY no, imsi ORDER BY t_ms ROWS UNBOUNDED PRECEDING
    ) AS attachment
  FROM stepped
  WHERE is_sign
)
SELECT
  no, imsi, attachment,
  min(t_ms) AS from_ms,
  first(observed_day ORDER BY t_ms, observed_day) AS day,
  list(DISTINCT observed_day) AS observed_days,
  list({from_ms: t_ms, end_ms: least(t_ms + carry_ms, next_ms)}) AS stretches,
  coalesce(
    bool_or(is_record)
    OR max(next_ms) FILTER (NOT before_sign AND next_ms - t_ms <= carry_ms) - min(t_ms) >= any_value(min_attached_ms),
    true
  ) AS kept
FROM numbered
GROUP BY no, imsi, attachment
