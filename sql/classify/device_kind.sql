-- Grain: one kind of device: all that settlement and the list's words go by, and how many there are of it.
CREATE OR REPLACE TEMP TABLE device_kind AS
SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS kind, *
FROM (SELECT * EXCLUDE (place, fee), count(*) AS devices FROM device_axis GROUP BY ALL ORDER BY ALL)
