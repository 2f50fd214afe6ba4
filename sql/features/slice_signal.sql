-- Grain: one signaling event of the slice between two instants, as the kernel takes it (src/features/kernel): values as they
-- stand, for what DuckDB does to a column costs as much as reading it.
SELECT imsi, event_ms, imei, visited_plmn, cell, apn, "procedure", result, interface, rat
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
