-- Grain: what a device has in a statement line (sql/runs/device_lines_parquet.sql), in the order of the device list: as JSON. An
-- amount is text in it: JSON has no integers of any size.
WITH parts AS (
  SELECT
    place, line, service, pair, segment, quantity, records, CAST(tap AS VARCHAR) AS tap, tap_places,
    CAST(share AS VARCHAR) AS share
  FROM read_parquet($path)
)
SELECT place, CAST(to_json({
  'line': line, 'service': service, 'pair': pair, 'segment': segment, 'quantity': quantity, 'records': records,
  'tap': tap, 'tap_places': tap_places, 'share': share
}) AS VARCHAR) AS text
FROM parts
ORDER BY place, line, service, pair, segment, quantity, records
