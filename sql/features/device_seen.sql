-- Grain: (no, imsi): every device of the period's list: an event or known record in the period, or a record charged in
-- it. late_only: only charged late (file_available), so it is decided on those records (rule 5).
CREATE OR REPLACE TEMP VIEW device_seen AS
SELECT no, imsi, in_period = 0 AS late_only, has_charged = 1 AS has_charged, reach_events
FROM device_signal
WHERE in_period = 1 OR has_charged = 1
