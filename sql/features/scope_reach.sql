-- Grain: one agreement: the days and instants of it that the kernel looks at.
SELECT
  no, window_from_day, period_from_day, period_end_day, carry_ms, min_attached_ms,
  scan_from_ms, scan_until_ms, scan_from_day
FROM scope
ORDER BY no
