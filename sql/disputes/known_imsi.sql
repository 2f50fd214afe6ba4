-- Grain: one IMSI of the statement's device list that an item names, and whether the agreement declares it.
SELECT own_imsi AS imsi, bool_or(declared) AS declared
FROM report_device
WHERE own_imsi IN (SELECT unnest(from_json($imsis, '["VARCHAR"]')))
GROUP BY own_imsi
