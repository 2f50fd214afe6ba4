-- Grain: one row: how many events of the device at hand say something of attachment under the agreement at hand; the kernel takes
-- them, in the columns of slice_signal.sql.
SELECT count(drain(
  $drain, imsi, event_ms, imei, visited_plmn, cell, apn, "procedure", result, interface, rat
)) AS rows
FROM owned_event
WHERE list_contains(getvariable('traced_attaching'), shape)
