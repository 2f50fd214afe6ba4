-- Grain: one combination of PLMN, procedure, result and interface (codes: -1 for none) among the events of the device at hand in
-- reach of an agreement, with the key of the latter three in owned_event.
WITH shape AS (
  SELECT visited_plmn, "procedure", result, interface
  FROM slice_event
  WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
  GROUP BY ALL
)
SELECT
  coalesce(visited_plmn, -1) AS visited_plmn, coalesce("procedure", -1) AS "procedure", coalesce(result, -1) AS result,
  coalesce(interface, -1) AS interface, CAST(code_key("procedure", result, interface) AS VARCHAR) AS shape
FROM shape
