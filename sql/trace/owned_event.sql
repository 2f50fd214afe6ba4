-- Grain: one signaling event of the device at hand in reach of the agreement at hand (variable traced_no) that belongs to it, with
-- its day by the agreement's clock.
CREATE OR REPLACE TEMP VIEW owned_event AS
SELECT
  e.*, o.is_sign, o.attaches,
  CAST((e.event_ms + z.offset_ms) // 86400000 AS INTEGER) AS day
FROM slice_event AS e
JOIN owned_shape AS o
  ON o.visited_plmn = coalesce(e.visited_plmn, -1) AND o."procedure" = coalesce(e."procedure", -1)
  AND o.result = coalesce(e.result, -1) AND o.interface = coalesce(e.interface, -1) AND o.rat = coalesce(e.rat, -1)
JOIN scope AS s ON s.no = getvariable('traced_no') AND e.event_ms >= s.scan_from_ms AND e.event_ms < s.scan_until_ms
JOIN scope_zone AS z ON z.no = s.no AND e.event_ms >= z.from_ms AND e.event_ms < z.until_ms
