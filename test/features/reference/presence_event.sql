-- Grain: one sign of life or detachment of a device (rule 3). observed_day is set on signs of life.
CREATE OR REPLACE TEMP TABLE presence_event AS
SELECT no, imsi, event_ms AS t_ms, is_sign, is_cancel, false AS is_record, CASE WHEN is_sign THEN event_day END AS observed_day
FROM device_event
WHERE is_sign OR is_detach
UNION ALL
SELECT r.no, r.imsi, r.start_ms, true, false, true, r.event_day
FROM device_record AS r
JOIN scope AS s ON s.no = r.no
WHERE (r.event_day >= s.scan_from_day OR r.start_ms >= s.scan_from_ms) AND r.event_day < s.period_end_day
