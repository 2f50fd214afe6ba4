-- Grain: one signaling event of the device at hand in reach of the agreement at hand that belongs to it, with its day by the
-- agreement's clock, and what it is. What is the same for all rows stands in variables: joined, it costs ten times the scan.
CREATE OR REPLACE TEMP VIEW owned_event AS
SELECT
  e.*,
  CAST((e.event_ms + z.offset_ms) // 86400000 AS INTEGER) AS day,
  code_key(e."procedure", e.result, e.interface) AS shape
FROM slice_event AS e
JOIN scope_zone AS z ON z.no = getvariable('traced_no') AND e.event_ms >= z.from_ms AND e.event_ms < z.until_ms
WHERE e.event_ms >= getvariable('traced_from_ms') AND e.event_ms < getvariable('traced_until_ms')
  AND list_contains(getvariable('traced_plmns'), coalesce(e.visited_plmn, -1))
