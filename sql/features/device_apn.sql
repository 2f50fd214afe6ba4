-- Grain: (no, imsi, apn code): an APN of a device that was seen with several in the period, as the kernel (src/features/kernel)
-- finds them; of one alone it is device_signal.only_apn.
CREATE OR REPLACE TEMP TABLE device_apn (imsi BIGINT, no INTEGER, apn INTEGER)
