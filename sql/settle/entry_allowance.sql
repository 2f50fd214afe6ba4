-- Grain: (no, entry): an entry that includes units for each IMSI: so many base units.
CREATE OR REPLACE TEMP TABLE entry_allowance AS
SELECT item.no, item.entry, CAST(item.allowance AS HUGEINT) AS allowance
FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "entry": "INTEGER", "allowance": "VARCHAR"}]')) AS item)
