-- One row per agreement, IMSI, statement line and service: what the device has in the line, its IMSI as the report shows it.
CREATE TEMP VIEW report_device_line AS
WITH listed AS (
  SELECT *, {{as_imsi}}(agreement_id, imsi) AS shown
  FROM read_parquet(getvariable('device_lines_path'))
  WHERE getvariable('only_agreement') = '' OR agreement_id = getvariable('only_agreement')
)
SELECT * REPLACE (shown AS imsi) FROM listed
