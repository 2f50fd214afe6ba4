-- Grain: one of the first rows of shown_record, by time, with its words and where it lies.
WITH shown AS (
  SELECT r.*, f.name, f.sha256, f.kind, f.tap_currency, f.tap_decimals
  FROM shown_record AS r
  JOIN source_file AS f ON f.file_id = r.file_id
  ORDER BY r.event_ms, f.sha256, r.byte_offset
  LIMIT $limit
)
SELECT
  CAST(x.service AS VARCHAR) AS service, x.kind, x.charged,
  local_text(x.start_local, x.utc_offset) AS start,
  x.bytes_up, x.bytes_down, x.seconds, CAST(x.units AS VARCHAR) AS units,
  coalesce(x.tap_currency, '') AS tap_currency, coalesce(x.tap_decimals, 0) AS tap_decimals, coalesce(a.value, '') AS apn,
  x.name, x.sha256, x.byte_offset
FROM shown AS x
LEFT JOIN text_dictionary AS a ON a.code = x.apn
ORDER BY x.event_ms, x.sha256, x.byte_offset
