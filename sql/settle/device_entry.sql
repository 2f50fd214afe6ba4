-- Grain: (no, imsi, service, entry): every usage entry that may price the device's service, with its measure.
CREATE OR REPLACE TEMP TABLE device_entry AS
SELECT DISTINCT c.no, c.imsi, u.service, u.entry, u.measure, u.step, u.per_session
FROM device_candidate AS c
JOIN usage_entry AS u ON u.no = c.no AND u.segment = c.segment
