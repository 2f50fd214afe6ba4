-- Grain: (no, imsi): the days that loaded rows of the device reach, whether inside the period or not, and the days of the
-- period with a signaling event, as bits from the period's first day on.
CREATE OR REPLACE TEMP VIEW device_cover AS
SELECT no, imsi, first_day, last_day, event_day_bits AS event_days
FROM device_signal
WHERE first_day IS NOT NULL
