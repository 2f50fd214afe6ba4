-- Grain: (file_id, code): Taxation of a file; rate as its 7 digits.
INSERT INTO tap_taxation
SELECT item.file_id, item.code, item.type, item.rate
FROM (SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "code": "INTEGER", "type": "VARCHAR", "rate": "VARCHAR"}]')) AS item)
