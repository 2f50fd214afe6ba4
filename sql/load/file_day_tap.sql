-- Grain: (file_id, day): a day of a file's call events, by the local clock or in UTC.
INSERT INTO file_day
SELECT item.file_id, item.day, NULL, NULL
FROM (SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "day": "INTEGER"}]')) AS item)
