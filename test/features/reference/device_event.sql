-- Grain: one distinct signaling event of a device within reach of the period, with its local day and its part in
-- presence (rule 3).
CREATE OR REPLACE TEMP TABLE device_event AS
WITH word AS (
  SELECT
    coalesce(max(code) FILTER (value = 'ok'), -1) AS ok,
    coalesce(max(code) FILTER (value = 'vlr'), -1) AS vlr
  FROM text_dictionary
  WHERE value IN ('ok', 'vlr')
),
located AS (
  SELECT
    o.no, e.file_id, e.line, e.imsi, e.imei, e.event_ms, e.result, e.rat, e.cell, e.apn,
    procedure_role.role, coalesce(p.value, '') AS procedure_word, coalesce(w.value, '') AS result_word,
    coalesce(e.interface = word.vlr, false) AS snapshot,
    e.result IS NULL OR e.result = word.ok AS ok_or_empty,
    coalesce(e.result = word.ok, false) AS ok,
    (e.event_ms + z.offset_ms) // 86400000 AS event_day,
    ((e.event_ms + z.offset_ms) // 3600000) % 24 AS local_hour,
    s.period_from_day, s.period_end_day
  FROM slice_event AS e
  CROSS JOIN word
  JOIN reference_owner AS o ON o.imsi = e.imsi AND o.plmn_code = coalesce(e.visited_plmn, -1)
  JOIN scope AS s ON s.no = o.no AND e.event_ms >= s.scan_from_ms AND e.event_ms < s.scan_until_ms
  JOIN scope_zone AS z ON z.no = o.no AND e.event_ms >= z.from_ms AND e.event_ms < z.until_ms
  LEFT JOIN procedure_role ON procedure_role.code = e."procedure"
  LEFT JOIN text_dictionary AS p ON p.code = e."procedure"
  LEFT JOIN text_dictionary AS w ON w.code = e.result
)
SELECT
  no, file_id, line, imsi, imei, event_ms, rat, cell, apn, event_day, local_hour,
  event_day >= period_from_day AND event_day < period_end_day AS in_period,
  CASE WHEN snapshot THEN ok_or_empty ELSE coalesce(role = 'registration' AND ok, false) END AS is_sign,
  coalesce(NOT snapshot AND role IN ('cancel', 'purge') AND ok_or_empty, false) AS is_detach,
  coalesce(role = 'cancel', false) AS is_cancel,
  coalesce(role = 'registration', false) AS is_registration,
  procedure_word IN ('SAI', 'AIR', 'AUTH') AS is_authentication,
  procedure_word = 'CREATE_SESSION' AS is_session,
  NOT ok_or_empty AS is_rejected,
  result_word IN ('5001', '5004', '5420', '5421', '5422', '1', '8', '9', '11', '12', '403', '404') AS is_permanent
FROM located
