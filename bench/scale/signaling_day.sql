-- signaling_day: one row per signaling event of a day, in the ten columns of the contract. `rows` events are dealt to
-- `devices` devices by turns, so machines come round at even intervals; a person's turn goes to any person instead, by
-- day with seven in eight. Who a device is follows from its number as in bench/scale/world.ts.
CREATE OR REPLACE TEMP TABLE signaling_day AS
WITH turn AS (
  SELECT
    range AS r,
    (range + {{day}} * {{rows}}) % {{devices}} AS due,
    range // {{devices}} AS nth,
    CAST(hash(range + {{day}} * {{rows}} + CAST({{seed}} AS BIGINT) * 1000000007) % 4611686018427387904 AS BIGINT) AS x
  FROM range({{rows}})
),
dealt AS (
  SELECT
    *,
    (due // {{homes}}) % {{group}} >= {{people_from}} AS is_person,
    x % (({{devices}} // {{group}}) * ({{group}} - {{people_from}})) AS person
  FROM turn
),
placed AS (
  SELECT
    r, nth, x, is_person,
    CASE
      WHEN is_person
        THEN (
          person // {{homes}} // ({{group}} - {{people_from}}) * {{group}}
          + {{people_from}} + person // {{homes}} % ({{group}} - {{people_from}})
        ) * {{homes}} + person % {{homes}}
      ELSE due
    END AS device
  FROM dealt
),
known AS (
  SELECT
    *,
    device // {{homes}} % {{group}} AS kind,
    device % {{homes}} AS home,
    CAST(hash(device) % 1000003 AS BIGINT) AS d,
    (x >> 20) % 100 AS p,
    (x >> 30) % 1000 AS q
  FROM placed
),
timed AS (
  SELECT
    *,
    CASE
      WHEN is_person AND p % 8 < 7 THEN 25200000 + (x >> 8) % 57600000
      WHEN is_person THEN (x >> 8) % 86400000
      -- Each turn has its own part of the day; a machine has its own place in it, give or take some seconds.
      ELSE nth * {{step}} + (d * 104729) % {{step}} * 9 // 10 + (x >> 8) % 20000
    END AS ms,
    CASE
      WHEN is_person THEN CASE d % 10 WHEN 9 THEN 'UTRAN' WHEN 8 THEN 'NR' WHEN 7 THEN 'NR' ELSE 'EUTRAN' END
      ELSE CASE d % 5 WHEN 0 THEN 'NB-IoT' WHEN 1 THEN 'LTE-M' WHEN 2 THEN 'GERAN' ELSE 'EUTRAN' END
    END AS rat,
    -- Of silent ones no session is ever seen.
    q % 20 >= 18 AND (kind < {{silent_from}} OR is_person) AS is_session
  FROM known
),
spoken AS (
  SELECT
    *,
    CASE
      WHEN is_session THEN 'gtp' WHEN rat IN ('GERAN', 'UTRAN') THEN 'map' WHEN rat = 'NR' THEN 'sbi' ELSE 's6a'
    END AS interface,
    CASE
      WHEN is_session THEN CASE WHEN q % 20 = 18 THEN 'CREATE_SESSION' ELSE 'DELETE_SESSION' END
      WHEN rat IN ('GERAN', 'UTRAN') THEN CASE WHEN q % 20 < 8 THEN 'SAI' WHEN q % 20 < 13 THEN 'UL' ELSE 'GPRS_UL' END
      WHEN rat = 'NR' THEN CASE WHEN q % 20 < 8 THEN 'AUTH' ELSE 'REGISTER' END
      WHEN is_person AND q = 990 THEN 'CLR'
      ELSE CASE WHEN q % 20 < 8 THEN 'AIR' WHEN q % 20 < 17 THEN 'ULR' ELSE 'NOR' END
    END AS procedure,
    (d * 37 + CASE WHEN is_person THEN (x >> 40) % 16 ELSE 0 END) % 20000 AS place
  FROM timed
)
SELECT
  {{start_ms}} + least(ms, 86399999) AS event_ms,
  '9990' || (home + 1) || CASE WHEN kind < {{hidden_from}} THEN '7' ELSE '2' END
    || lpad(CAST(device AS VARCHAR), 9, '0') AS imsi,
  CASE
    WHEN procedure IN ('UL', 'ULR', 'REGISTER', 'CREATE_SESSION') AND p % 10 > 0
      THEN CASE WHEN is_person THEN '9901' || (1001 + 37 * (device % 24)) ELSE '9900' || (1001 + 37 * (device % 8)) END
        || lpad(CAST(device % 1000000 AS VARCHAR), 6, '0') || '0'
  END AS imei,
  interface,
  procedure,
  CASE
    WHEN is_person AND q % 50 = 11 AND interface = 's6a' THEN '5004'
    WHEN q % 100 = 12 AND interface = 'map' THEN '34'
    ELSE 'ok'
  END AS result,
  '{{visited_plmn}}' AS visited_plmn,
  rat,
  (256 + place // 16) || '-' || (65536 + place) AS cell,
  CASE
    WHEN is_session
      THEN CASE WHEN kind < {{hidden_from}} THEN 'iot' WHEN is_person THEN 'web' ELSE 'tel' END
        || substr('abcd', CAST(device % 4 AS INTEGER) + 1, 1) || '.home' || (home + 1) || '.example'
  END AS apn
FROM spoken
