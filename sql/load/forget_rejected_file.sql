-- Grain: one file that was refused or quarantined before and is loaded now: a JSON array of manifest rows names it.
DELETE FROM rejected_file
WHERE identity IN (
  SELECT item.sha256 FROM (SELECT unnest(from_json($rows, '[{"sha256": "VARCHAR"}]')) AS item)
)
