-- Grain: one IMSI: its features in plain SQL over events in the order of time, the yardstick of bench/features.ts: events, days,
-- first and last, share of the night, RATs, hours, deviation of gaps, distinct cells and their entropy, distinct TACs.
CREATE TABLE plain_feature AS
WITH event AS (
  SELECT *, event_ms // 86400000 AS day, (event_ms // 3600000) % 24 AS hour FROM plain_event
),
core AS (
  SELECT
    imsi, count(*) AS events, bit_or(CAST(1 AS BIGINT) << CAST(day - {{first_day}} AS INTEGER)) AS days, min(event_ms) AS first_ms,
    max(event_ms) AS last_ms, avg(CASE WHEN hour < 6 THEN 1 ELSE 0 END) AS night, count(DISTINCT rat) AS rats,
    count(*) FILTER (hour = 0) AS hour_0,
    count(*) FILTER (hour = 1) AS hour_1,
    count(*) FILTER (hour = 2) AS hour_2,
    count(*) FILTER (hour = 3) AS hour_3,
    count(*) FILTER (hour = 4) AS hour_4,
    count(*) FILTER (hour = 5) AS hour_5,
    count(*) FILTER (hour = 6) AS hour_6,
    count(*) FILTER (hour = 7) AS hour_7,
    count(*) FILTER (hour = 8) AS hour_8,
    count(*) FILTER (hour = 9) AS hour_9,
    count(*) FILTER (hour = 10) AS hour_10,
    count(*) FILTER (hour = 11) AS hour_11,
    count(*) FILTER (hour = 12) AS hour_12,
    count(*) FILTER (hour = 13) AS hour_13,
    count(*) FILTER (hour = 14) AS hour_14,
    count(*) FILTER (hour = 15) AS hour_15,
    count(*) FILTER (hour = 16) AS hour_16,
    count(*) FILTER (hour = 17) AS hour_17,
    count(*) FILTER (hour = 18) AS hour_18,
    count(*) FILTER (hour = 19) AS hour_19,
    count(*) FILTER (hour = 20) AS hour_20,
    count(*) FILTER (hour = 21) AS hour_21,
    count(*) FILTER (hour = 22) AS hour_22,
    count(*) FILTER (hour = 23) AS hour_23
  FROM event
  GROUP BY imsi
),
gap AS (
  SELECT imsi, stddev_pop(gap) AS gap_deviation
  FROM (SELECT imsi, event_ms - lag(event_ms) OVER (PARTITION BY imsi ORDER BY event_ms) AS gap FROM plain_event)
  GROUP BY imsi
),
in_cell AS (
  SELECT imsi, cell, count(*) AS n FROM plain_event WHERE cell IS NOT NULL GROUP BY imsi, cell
),
cells AS (
  SELECT imsi, count(*) AS cells, -sum(n * ln(n)) / sum(n) + ln(sum(n)) AS cell_entropy FROM in_cell GROUP BY imsi
),
tacs AS (
  SELECT imsi, count(DISTINCT imei // 10000000) AS tacs FROM plain_event GROUP BY imsi
)
SELECT *
FROM core
LEFT JOIN gap USING (imsi)
LEFT JOIN cells USING (imsi)
LEFT JOIN tacs USING (imsi)
