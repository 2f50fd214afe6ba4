-- Grain: one row: how many signaling events of the slice lie between two instants; the kernel takes them (src/features/kernel):
-- values as they stand, for what DuckDB does to a column costs as much as reading it.
SELECT count(drain(
  $drain, imsi, event_ms, imei, visited_plmn, cell, apn, "procedure", result, interface, rat
)) AS rows
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
