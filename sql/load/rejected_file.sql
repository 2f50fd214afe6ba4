-- Grain: one file seen and not loaded, from a JSON array of different contents; a later look at the same content replaces it.
INSERT OR REPLACE INTO rejected_file BY NAME
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{"identity": "VARCHAR", "sha256": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR",
    "size": "BIGINT", "status": "VARCHAR", "code": "VARCHAR", "detail": "VARCHAR", "byte_offset": "BIGINT",
    "tag_path": "VARCHAR", "record_index": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR",
    "file_type": "VARCHAR", "sequence": "VARCHAR"}]')) AS item
)
