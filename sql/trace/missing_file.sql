-- Grain: one input file of a run that is not loaded here.
SELECT item.sha256
FROM (SELECT unnest(from_json($files, '[{"sha256": "VARCHAR"}]')) AS item)
WHERE item.sha256 NOT IN (SELECT sha256 FROM source_file)
ORDER BY ALL
