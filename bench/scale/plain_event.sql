-- Grain: one loaded signaling event of the period, in the order of time: what a plain query has to start from.
CREATE TABLE plain_event AS
SELECT imsi, event_ms, imei, "procedure", result, rat, cell
FROM loaded.signaling_event
WHERE event_ms >= {{from_ms}} AND event_ms < {{until_ms}}
ORDER BY event_ms
