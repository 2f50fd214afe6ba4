-- Grain: (file_id, code): UtcTimeOffsetInfo of a file, minutes east of UTC.
INSERT INTO tap_utc_offset
SELECT $file_id, item.code, item.minutes
FROM (SELECT unnest(from_json($rows, '[{"code": "INTEGER", "minutes": "INTEGER"}]')) AS item)
