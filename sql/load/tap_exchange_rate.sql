-- Grain: (file_id, code): CurrencyConversion of a file.
INSERT INTO tap_exchange_rate
SELECT item.file_id, item.code, item.decimals, CAST(item.rate AS HUGEINT)
FROM (SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "code": "INTEGER", "decimals": "INTEGER", "rate": "VARCHAR"}]')) AS item)
