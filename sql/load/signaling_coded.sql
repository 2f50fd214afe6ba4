-- Grain: one staged event with dictionary codes, and whether an equal event is loaded already.
CREATE OR REPLACE TEMP TABLE signaling_coded AS
WITH coded AS (
  SELECT
    s.line, s.event_ms, s.imsi, s.imei,
    d1.code AS interface, d2.code AS "procedure", d3.code AS result, d4.code AS visited_plmn, d5.code AS rat,
    d6.code AS cell, d7.code AS apn, s.event_hash
  FROM signaling_staged AS s
  LEFT JOIN text_dictionary AS d1 ON d1.value = s.interface
  LEFT JOIN text_dictionary AS d2 ON d2.value = s."procedure"
  LEFT JOIN text_dictionary AS d3 ON d3.value = s.result
  LEFT JOIN text_dictionary AS d4 ON d4.value = s.visited_plmn
  LEFT JOIN text_dictionary AS d5 ON d5.value = s.rat
  LEFT JOIN text_dictionary AS d6 ON d6.value = s.cell
  LEFT JOIN text_dictionary AS d7 ON d7.value = s.apn
),
near AS (
  SELECT * FROM signaling_event WHERE event_ms BETWEEN $min_ms AND $max_ms
),
known AS (
  SELECT c.line
  FROM coded AS c
  JOIN near AS e ON e.event_ms = c.event_ms AND e.imsi = c.imsi
  WHERE e.imei IS NOT DISTINCT FROM c.imei
    AND e.interface IS NOT DISTINCT FROM c.interface
    AND e."procedure" IS NOT DISTINCT FROM c."procedure"
    AND e.result IS NOT DISTINCT FROM c.result
    AND e.visited_plmn IS NOT DISTINCT FROM c.visited_plmn
    AND e.rat IS NOT DISTINCT FROM c.rat
    AND e.cell IS NOT DISTINCT FROM c.cell
    AND e.apn IS NOT DISTINCT FROM c.apn
)
SELECT coded.*, known.line IS NOT NULL AS is_known
FROM coded
LEFT JOIN known ON known.line = coded.line
