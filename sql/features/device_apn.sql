-- Grain: (no, imsi, apn code): an APN that a device was seen with in the period, as the kernel (src/features/kernel) finds
-- them.
CREATE OR REPLACE TEMP TABLE device_apn (imsi BIGINT, no INTEGER, apn INTEGER)
