-- Grain: one row of traced_record, by its start.
SELECT
  CAST(service AS VARCHAR) AS service, name, sha256, byte_offset, start, quantity, counted, session_key, session,
  CAST(units AS VARCHAR) AS units, tap_currency, tap_decimals
FROM traced_record
ORDER BY start_ms, sha256, byte_offset
LIMIT $limit
