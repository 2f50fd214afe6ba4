-- Grain: (device, service) in a statement line, in the order of the device list: what the device has in it ($any), or of one
-- device alone. $line: position in the statement, from 0; $place, $service: where the page begins.
SELECT
  x.place AS row, d.imsi, coalesce(x.segment, d.segment) AS segment, x.service,
  -- Over the TADIG pairs that the records came under.
  CAST(sum(x.quantity) AS BIGINT) AS quantity, CAST(sum(x.records) AS INTEGER) AS records, CAST(sum(x.tap) AS VARCHAR) AS tap,
  x.tap_places, CAST(sum(x.share) AS VARCHAR) AS share
FROM read_parquet($device_lines) AS x
JOIN read_parquet($devices, file_row_number = true) AS d ON d.file_row_number = x.place
WHERE x.line = $line AND d.agreement_id = $agreement AND ($any OR d.imsi = $imsi)
  AND (x.place > $place OR (x.place = $place AND x.service >= $service))
GROUP BY x.place, d.imsi, coalesce(x.segment, d.segment), x.service, x.tap_places
ORDER BY x.place, x.service
LIMIT $limit
