-- signaling_field: one row per event of a profile's file, and per row that is kept aside: a request with what its answer
-- tells, a row that is an event of its own, a row with a defect. Values that a message carries over from an earlier one
-- of its session (rows with the same carry_key) fill what is empty.
CREATE OR REPLACE TEMP TABLE signaling_field AS
WITH rule AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json(
      $rules, '[{"message": "INTEGER", "from_answer": ["VARCHAR"], "carried": ["VARCHAR"]}]'
    )) AS item
  )
),
event AS (
  SELECT
    r.line,
    r.event_time,
    CASE
      WHEN r.defect IS NOT NULL THEN r.defect
      WHEN p.fate = 'unasked_aside' THEN 'no_request'
      WHEN p.fate = 'unanswered_aside' THEN 'no_answer'
    END AS defect,
    coalesce(rule.carried, []) AS carried,
    coalesce(rule.message, -1) AS message,
    coalesce(nullif(r.carry_key, ''), nullif(a.carry_key, '')) AS carry_key,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'imsi') THEN nullif(a.imsi, '') END, nullif(r.imsi, '')) AS imsi,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'imei') THEN nullif(a.imei, '') END, nullif(r.imei, '')) AS imei,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'interface') THEN nullif(a.interface, '') END, nullif(r.interface, '')) AS interface,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'procedure') THEN nullif(a.procedure, '') END, nullif(r.procedure, '')) AS procedure,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'result') THEN nullif(a.result, '') END, nullif(r.result, '')) AS result,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'visited_plmn') THEN nullif(a.visited_plmn, '') END, nullif(r.visited_plmn, '')) AS visited_plmn,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'rat') THEN nullif(a.rat, '') END, nullif(r.rat, '')) AS rat,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'cell') THEN nullif(a.cell, '') END, nullif(r.cell, '')) AS cell,
    coalesce(CASE WHEN list_contains(rule.from_answer, 'apn') THEN nullif(a.apn, '') END, nullif(r.apn, '')) AS apn
  FROM profile_row AS r
  LEFT JOIN rule USING (message)
  LEFT JOIN profile_paired AS p ON p.line = r.line
  LEFT JOIN profile_row AS a ON a.line = p.answer_line
  WHERE p.fate IS NULL OR p.fate NOT IN ('answer', 'sent_again', 'unanswered_skip', 'unasked_skip')
),
session AS (
  SELECT
    line,
    last_value(imsi IGNORE NULLS) OVER earlier AS imsi,
    last_value(imei IGNORE NULLS) OVER earlier AS imei,
    last_value(visited_plmn IGNORE NULLS) OVER earlier AS visited_plmn,
    last_value(rat IGNORE NULLS) OVER earlier AS rat,
    last_value(cell IGNORE NULLS) OVER earlier AS cell,
    last_value(apn IGNORE NULLS) OVER earlier AS apn
  FROM event
  WHERE carry_key IS NOT NULL AND defect IS NULL AND len(carried) > 0
  WINDOW earlier AS (
    PARTITION BY message, carry_key ORDER BY TRY_CAST(event_time AS BIGINT), line
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  )
)
SELECT
  e.line,
  e.defect,
  e.event_time,
  coalesce(e.imsi, CASE WHEN list_contains(carried, 'imsi') THEN s.imsi END) AS imsi,
  coalesce(e.imei, CASE WHEN list_contains(carried, 'imei') THEN s.imei END) AS imei,
  e.interface,
  e.procedure,
  e.result,
  coalesce(
    e.visited_plmn,
    CASE WHEN list_contains(carried, 'visited_plmn') THEN s.visited_plmn END,
    nullif($default_visited_plmn, '')
  ) AS visited_plmn,
  coalesce(e.rat, CASE WHEN list_contains(carried, 'rat') THEN s.rat END) AS rat,
  coalesce(e.cell, CASE WHEN list_contains(carried, 'cell') THEN s.cell END) AS cell,
  coalesce(e.apn, CASE WHEN list_contains(carried, 'apn') THEN s.apn END) AS apn
FROM event AS e
LEFT JOIN session AS s ON s.line = e.line
