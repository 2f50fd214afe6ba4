-- Grain: (file_id, code): RecEntityInformation of a file.
INSERT INTO tap_rec_entity
SELECT $file_id, item.code, item.type, item.id
FROM (SELECT unnest(from_json($rows, '[{"code": "INTEGER", "type": "INTEGER", "id": "VARCHAR"}]')) AS item)
