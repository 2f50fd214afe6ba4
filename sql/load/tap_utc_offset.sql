-- Grain: (file_id, code): UtcTimeOffsetInfo of a file, minutes east of UTC.
INSERT INTO tap_utc_offset
SELECT item.file_id, item.code, item.minutes
FROM (SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "code": "INTEGER", "minutes": "INTEGER"}]')) AS item)
