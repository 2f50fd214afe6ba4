-- Grain: (no, imsi): rhythm of everything the device did in the period, TAP and signaling together: gaps between
-- bursts (instants more than 60 s apart; integers of seconds, sums and sums of squares) and local hours of the day.
CREATE OR REPLACE TEMP TABLE rhythm_feature AS
WITH instant AS (
  SELECT no, imsi, event_ms // 1000 AS t, local_hour FROM device_event WHERE in_period AND NOT is_detach
  UNION ALL
  SELECT no, imsi, start_ms // 1000, local_hour FROM device_record WHERE in_period
),
spaced AS (
  SELECT no, imsi, local_hour, t - lag(t) OVER (PARTITION BY no, imsi ORDER BY t) AS gap FROM instant
)
SELECT
  no, imsi,
  count(*) AS instants,
  count(*) FILTER (gap > 60) AS gaps,
  coalesce(sum(gap) FILTER (gap > 60), 0) AS gap_sum,
  coalesce(sum(CAST(gap AS HUGEINT) * gap) FILTER (gap > 60), 0) AS gap_square_sum,
  count(*) FILTER (local_hour < 6) AS night,
  count(DISTINCT local_hour) AS hours,
  [
    count(*) FILTER (local_hour = 0), count(*) FILTER (local_hour = 1), count(*) FILTER (local_hour = 2),
    count(*) FILTER (local_hour = 3), count(*) FILTER (local_hour = 4), count(*) FILTER (local_hour = 5),
    count(*) FILTER (local_hour = 6), count(*) FILTER (local_hour = 7), count(*) FILTER (local_hour = 8),
    count(*) FILTER (local_hour = 9), count(*) FILTER (local_hour = 10), count(*) FILTER (local_hour = 11),
    count(*) FILTER (local_hour = 12), count(*) FILTER (local_hour = 13), count(*) FILTER (local_hour = 14),
    count(*) FILTER (local_hour = 15), count(*) FILTER (local_hour = 16), count(*) FILTER (local_hour = 17),
    count(*) FILTER (local_hour = 18), count(*) FILTER (local_hour = 19), count(*) FILTER (local_hour = 20),
    count(*) FILTER (local_hour = 21), count(*) FILTER (local_hour = 22), count(*) FILTER (local_hour = 23)
  ] AS hour_counts
FROM spaced
GROUP BY no, imsi
