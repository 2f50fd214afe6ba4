-- Grain: one file that was refused or quarantined before and is loaded now: a JSON array of manifest rows names it. A file
-- whose header could not be read has no other mark than its name, so the whole file of that name takes its place.
DELETE FROM rejected_file
WHERE identity IN (
    SELECT item.sha256 FROM (SELECT unnest(from_json($rows, '[{"sha256": "VARCHAR", "name": "VARCHAR"}]')) AS item)
  )
  OR (
    sender IS NULL AND name IN (
      SELECT item.name FROM (SELECT unnest(from_json($rows, '[{"sha256": "VARCHAR", "name": "VARCHAR"}]')) AS item)
    )
  )
