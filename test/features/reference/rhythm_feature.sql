-- Grain: (no, imsi): rhythm of everything the device did in the period, TAP and signaling together: gaps between
-- bursts (instants more than 60 s apart; integers of seconds, sums and sums of squares), local hours of the day, days, and the
-- slots of five minutes of the hour that bursts begin in.
CREATE OR REPLACE TEMP TABLE rhythm_feature AS
WITH instant AS (
  SELECT no, imsi, event_ms // 1000 AS t, local_hour, event_day FROM device_event WHERE in_period AND NOT is_detach
  UNION ALL
  SELECT no, imsi, start_ms // 1000, local_hour, event_day FROM device_record WHERE in_period
),
spaced AS (
  SELECT no, imsi, local_hour, t, t - lag(t) OVER (PARTITION BY no, imsi ORDER BY t) AS gap FROM instant
),
slot_count AS (
  SELECT no, imsi, t // 300 % 12 AS slot, count(*) AS n FROM spaced WHERE gap IS NULL OR gap > 60 GROUP BY no, imsi, slot
),
slot_use AS (
  SELECT no, imsi, sum(n * n) AS slot_squares FROM slot_count GROUP BY no, imsi
),
-- Eighths of an octave of seconds.
octave AS (
  SELECT no, imsi, gap, length(bin(CAST(gap AS BIGINT))) - 1 AS octave FROM spaced WHERE gap > 60
),
width AS (
  SELECT no, imsi, (octave - 5) * 8 + (gap >> (octave - 3)) % 8 AS width FROM octave
),
pair AS (
  SELECT no, imsi, width AS place FROM width
  UNION ALL
  SELECT no, imsi, width - 1 FROM width WHERE width > 0
),
pair_count AS (SELECT no, imsi, place, count(*) AS n FROM pair GROUP BY no, imsi, place),
top_pair AS (
  SELECT no, imsi, max(n) AS top_gaps, first(place ORDER BY n DESC, place) AS place FROM pair_count GROUP BY no, imsi
),
day_count AS (
  SELECT no, imsi, event_day, count(*) AS n, min(local_hour) AS first_hour FROM instant GROUP BY no, imsi, event_day
),
day_use AS (
  SELECT
    no, imsi, count(*) AS active_days, sum(n * n) AS day_squares,
    coalesce(sum(n) FILTER (dayofweek(DATE '1970-01-01' + CAST(event_day AS INTEGER)) IN (0, 6)), 0) AS weekend,
    sum(first_hour) AS first_hour_sum, sum(first_hour * first_hour) AS first_hour_squares
  FROM day_count
  GROUP BY no, imsi
),
volume AS (
  SELECT
    no, imsi, event_day,
    least(CAST(coalesce(bytes_up, 0) + coalesce(bytes_down, 0) AS BIGINT) // 1024, 1048575) AS kilobytes
  FROM device_record
  WHERE in_period AND service = 'data'
),
record_use AS (
  SELECT
    no, imsi, count(*) FILTER (kilobytes < 10) AS small_records,
    sum(kilobytes) AS kilobytes, sum(kilobytes * kilobytes) AS kilobyte_squares
  FROM volume
  GROUP BY no, imsi
),
day_volume AS (
  SELECT no, imsi, least(sum(kilobytes), 268435456) AS kilobytes FROM volume GROUP BY no, imsi, event_day
),
volume_use AS (
  SELECT no, imsi, sum(kilobytes * kilobytes) AS day_kilobyte_squares FROM day_volume GROUP BY no, imsi
),
rhythm AS (
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
)
SELECT
  *,
  CASE WHEN place IS NULL THEN 0 ELSE (8 + place % 8) << (place // 8 + 2) END AS top_gap_from
FROM rhythm
LEFT JOIN slot_use USING (no, imsi)
LEFT JOIN top_pair USING (no, imsi)
LEFT JOIN day_use USING (no, imsi)
LEFT JOIN record_use USING (no, imsi)
LEFT JOIN volume_use USING (no, imsi)
