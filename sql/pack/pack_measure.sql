-- Grain: one way in which usage of the agreement is measured and billed, all columns of device-usage.parquet that say so, in
-- the order of the rows there; rowid is its number.
CREATE TEMP TABLE pack_measure AS
SELECT DISTINCT u.* EXCLUDE (place, quantity, records, billed_units)
FROM read_parquet(getvariable('device_usage_path')) AS u
SEMI JOIN pack_device AS p ON p.place = u.place
ORDER BY ALL
