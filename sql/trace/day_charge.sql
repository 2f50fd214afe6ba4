-- Grain: (day, currency, decimals) of the TAP charges of shown_record.
SELECT
  r.event_day AS day, coalesce(f.tap_currency, '') AS currency, coalesce(f.tap_decimals, 0) AS decimals,
  CAST(sum(r.units) AS VARCHAR) AS units
FROM shown_record AS r
JOIN source_file AS f ON f.file_id = r.file_id
GROUP BY ALL
