-- Grain: (file_id, code): CurrencyConversion of a file.
INSERT INTO tap_exchange_rate
SELECT $file_id, item.code, item.decimals, CAST(item.rate AS HUGEINT)
FROM (SELECT unnest(from_json($rows, '[{"code": "INTEGER", "decimals": "INTEGER", "rate": "VARCHAR"}]')) AS item)
