-- Grain: one combination of PLMN, procedure, result, interface and RAT (codes: -1 for none) among the events of the device at hand
-- in reach of an agreement.
SELECT DISTINCT
  coalesce(visited_plmn, -1) AS visited_plmn, coalesce("procedure", -1) AS "procedure", coalesce(result, -1) AS result,
  coalesce(interface, -1) AS interface, coalesce(rat, -1) AS rat
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
