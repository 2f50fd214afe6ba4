-- Grain: one of the first rows of traced_record, by its start, with its words and where it lies.
WITH shown AS (
  SELECT r.*, f.name, f.sha256, f.tap_currency, f.tap_decimals
  FROM traced_record AS r
  JOIN source_file AS f ON f.file_id = r.file_id
  ORDER BY r.start_ms, f.sha256, r.byte_offset
  LIMIT $limit
)
SELECT
  CAST(x.service AS VARCHAR) AS service, x.name, x.sha256, x.byte_offset,
  local_text(x.start_local, x.utc_offset) AS start,
  x.quantity, x.counted,
  CASE WHEN x.reference IS NOT NULL THEN CAST(x.reference AS VARCHAR) || coalesce('@' || d.value, '') END AS session_key,
  x.session, CAST(x.units AS VARCHAR) AS units, x.tap_currency, x.tap_decimals
FROM shown AS x
LEFT JOIN text_dictionary AS d ON d.code = x.node
ORDER BY x.start_ms, x.sha256, x.byte_offset
