-- Grain: one IMSI with any record or event that the period's windows can see.
CREATE OR REPLACE TEMP TABLE known_imsi AS
WITH reach AS (SELECT min(scan_from_ms) AS from_ms, max(scan_until_ms) AS until_ms FROM scope)
SELECT DISTINCT imsi
FROM (
  SELECT imsi FROM slice_event, reach WHERE event_ms >= from_ms AND event_ms < until_ms
  UNION ALL
  SELECT imsi FROM slice_record WHERE imsi IS NOT NULL
  UNION ALL
  SELECT imsi FROM slice_early WHERE imsi IS NOT NULL
)
