-- Grain: one kind of fee facts: all that access fees look at of a device.
CREATE OR REPLACE TEMP TABLE device_fee AS
SELECT CAST(row_number() OVER (ORDER BY fee) - 1 AS INTEGER) AS number, fee
FROM (SELECT DISTINCT fee FROM device_axis)
