-- Grain: one new value of an open vocabulary, from a JSON array of {code, value}.
INSERT INTO text_dictionary
SELECT item.code, item.value
FROM (SELECT unnest(from_json($values, '[{"code": "INTEGER", "value": "VARCHAR"}]')) AS item)
