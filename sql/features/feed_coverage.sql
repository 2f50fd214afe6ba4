-- Grain: one visited party: first and last day that its loaded feeds (TAP and signaling together) reach, and the days of
-- the period with a signaling event, as bits from the period's first day on.
CREATE OR REPLACE TEMP TABLE feed_coverage AS
SELECT s.visited_key, min(c.first_day) AS first_day, max(c.last_day) AS last_day, bit_or(c.event_days) AS event_days
FROM period.device_cover AS c
JOIN scope AS s ON s.no = c.no
GROUP BY s.visited_key
