-- Grain: (visited_plmn, interface, quarter of an hour since 1970): all signaling events within reach of an agreement; -1: the event
-- names none. Where all of them go through the kernel, it counts them: sql/features/feed_quarter.sql.
CREATE OR REPLACE TEMP TABLE feed_quarter AS
SELECT coalesce(visited_plmn, -1) AS visited_plmn, coalesce(interface, -1) AS interface, event_ms // 900000 AS quarter, count(*) AS events
FROM signaling_event
WHERE event_ms >= (SELECT min(scan_from_ms) FROM scope) AND event_ms < (SELECT max(scan_until_ms) FROM scope)
GROUP BY ALL
