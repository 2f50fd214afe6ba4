-- Grain: (agreement_id, imsi): the device list as it is written, in text order.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT getvariable('run_id') AS run_id, * FROM device_list ORDER BY agreement_id, imsi
