-- Grain: (ordinal, measure): usage of a device in one way of measuring, in the order of the run.
WITH numbered AS (SELECT rowid AS measure_number, * FROM pack_measure),
used AS (
  SELECT * FROM read_parquet(getvariable('device_usage_path'), file_row_number = true) NATURAL JOIN numbered
)
SELECT p.ordinal, u.measure_number AS measure, u.quantity, u.records, u.billed_units AS tap_units
FROM used AS u
JOIN pack_device AS p ON p.place = u.place
ORDER BY u.file_row_number
