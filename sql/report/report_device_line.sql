-- One row per agreement, IMSI, statement line and service: what the device has in the line. Its IMSI is never shown as it is.
CREATE TEMP VIEW report_device_line AS
SELECT * EXCLUDE (imsi), imsi AS own_imsi
FROM read_parquet(getvariable('device_lines_path'))
WHERE getvariable('only_agreement') = '' OR agreement_id = getvariable('only_agreement')
