-- Grain: one signaling event of the slice between two instants, as the kernel takes it (src/features/kernel). imei: 0 for
-- none; codes: -1 for none.
SELECT
  imsi,
  CAST(event_ms AS DOUBLE) AS event_ms,
  coalesce(imei, 0) AS imei,
  coalesce(visited_plmn, -1) AS visited_plmn,
  coalesce(cell, -1) AS cell,
  coalesce(apn, -1) AS apn,
  coalesce("procedure", -1) AS "procedure",
  coalesce(result, -1) AS result,
  coalesce(interface, -1) AS interface,
  coalesce(rat, -1) AS rat
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
