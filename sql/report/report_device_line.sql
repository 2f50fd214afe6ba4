-- One row per agreement, IMSI, statement line, service and TADIG pair of the records: what the device has in the line,
-- `tap_amount` being the exact TAP charge of the records behind it (null for fees) and `amount` its share of the line: those
-- of a line add up to it. The rows of the run name a device by its row in the device list, a line by its position in the
-- statement and a pair by the statement's parties, all from 0; a fee stands under the pair of the device list. `segment` is
-- the one of the line's version. The device's IMSI is never shown as it is.
CREATE TEMP VIEW report_device_line AS
SELECT
  d.agreement_id, d.imsi AS own_imsi,
  coalesce(l.home_tadigs[x.pair % len(l.home_tadigs) + 1], d.home_tadig) AS home_tadig,
  coalesce(l.visited_tadigs[x.pair // len(l.home_tadigs) + 1], d.visited_tadig) AS visited_tadig,
  x.pair, l.line_id, l.kind, x.service, coalesce(x.segment, d.segment) AS segment, x.quantity, x.records,
  CASE WHEN l.kind <> 'access' THEN exact_text_of_any(CAST(x.tap AS HUGEINT), x.tap_places, l.decimals) END AS tap_amount,
  minor_text(CAST(x.share AS HUGEINT), l.decimals) AS amount
FROM read_parquet(getvariable('device_lines_path')) AS x
JOIN read_parquet(getvariable('devices_path'), file_row_number = true) AS d ON d.file_row_number = x.place
JOIN report_line AS l ON l.agreement_id = d.agreement_id AND l.line_no = x.line + 1
