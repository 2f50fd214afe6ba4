-- One row per agreement, IMSI, statement line and service: what the device has in the line, `tap_amount` being the exact TAP
-- charge of the records behind it (null for fees) and `amount` its share of the line: those of a line add up to it. The rows
-- of the run name a device by its row in the device list and a line by its position in the statement, both from 0. `segment`
-- is the one of the line's version. The device's IMSI is never shown as it is.
CREATE TEMP VIEW report_device_line AS
SELECT
  d.agreement_id, d.imsi AS own_imsi, l.line_id, l.kind, x.service, coalesce(x.segment, d.segment) AS segment, x.quantity, x.records,
  CASE WHEN l.kind <> 'access' THEN exact_text_of_any(CAST(x.tap AS HUGEINT), x.tap_places, l.decimals) END AS tap_amount,
  minor_text(CAST(x.share AS HUGEINT), l.decimals) AS amount
FROM read_parquet(getvariable('device_lines_path')) AS x
JOIN read_parquet(getvariable('devices_path'), file_row_number = true) AS d ON d.file_row_number = x.place
JOIN report_line AS l ON l.agreement_id = d.agreement_id AND l.line_no = x.line + 1
