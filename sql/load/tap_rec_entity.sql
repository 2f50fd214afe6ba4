-- Grain: (file_id, code): RecEntityInformation of a file.
INSERT INTO tap_rec_entity
SELECT item.file_id, item.code, item.type, item.id
FROM (SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "code": "INTEGER", "type": "INTEGER", "id": "VARCHAR"}]')) AS item)
