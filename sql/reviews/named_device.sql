-- Grain: (item, agreement_id): a device of the run that an item of the call names by its IMSI; $imsis in their order, from 0.
SELECT n.item, d.agreement_id, d.imsi, d.probability, d.decision
FROM (SELECT unnest(from_json($imsis, '[{"item": "INTEGER", "imsi": "VARCHAR"}]'), recursive := true)) AS n
JOIN read_parquet($devices) AS d ON d.imsi = n.imsi
ORDER BY n.item, d.agreement_id
