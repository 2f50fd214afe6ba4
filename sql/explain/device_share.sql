-- Grain: what a device has in a statement line by one service and TADIG pair, in the order of the statement. `line`: position in
-- the statement, from 0.
SELECT
  x.line, x.service, x.pair, coalesce(x.segment, d.segment) AS segment, x.quantity, x.records,
  CAST(x.tap AS VARCHAR) AS tap, x.tap_places, CAST(x.share AS VARCHAR) AS share
FROM read_parquet($device_lines) AS x
JOIN read_parquet($devices, file_row_number = true) AS d ON d.file_row_number = x.place
WHERE d.agreement_id = $agreement AND d.imsi = $imsi
ORDER BY ALL
