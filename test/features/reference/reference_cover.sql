-- Grain: (no, imsi): the days that loaded rows of the device reach, whether inside the period or not, and the days of the
-- period with a signaling event, as bits from the period's first day on.
CREATE OR REPLACE TEMP TABLE reference_cover AS
WITH day AS (
  SELECT
    e.no, e.imsi, e.event_day,
    CASE WHEN e.in_period THEN CAST(1 AS BIGINT) << CAST(e.event_day - s.period_from_day AS INTEGER) ELSE 0 END AS event_bit
  FROM device_event AS e
  JOIN scope AS s ON s.no = e.no
  UNION ALL
  -- A record charged late may lie long before every window: it says nothing of what is loaded now.
  SELECT r.no, r.imsi, r.event_day, 0
  FROM device_record AS r
  JOIN scope AS s ON s.no = r.no AND (r.event_day >= s.scan_from_day OR r.start_ms >= s.scan_from_ms)
)
SELECT no, imsi, min(event_day) AS first_day, max(event_day) AS last_day, bit_or(event_bit) AS event_days
FROM day
GROUP BY no, imsi
