-- Grain: one loaded file, from a JSON array of manifest rows.
INSERT INTO source_file BY NAME
SELECT item.* REPLACE (CAST(item.audit_charge AS HUGEINT) AS audit_charge)
FROM (
  SELECT unnest(from_json($rows, '[{"file_id": "INTEGER", "sha256": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR",
    "size": "BIGINT", "billable": "BOOLEAN", "rows_loaded": "BIGINT", "rows_rejected": "BIGINT", "rows_repeated": "BIGINT",
    "warnings": "VARCHAR", "code": "VARCHAR", "detail": "VARCHAR", "byte_offset": "BIGINT", "tag_path": "VARCHAR",
    "sender": "VARCHAR", "recipient": "VARCHAR", "file_type": "VARCHAR", "sequence": "VARCHAR", "release": "VARCHAR",
    "available_local": "BIGINT", "available_offset": "SMALLINT", "tap_currency": "VARCHAR", "local_currency": "VARCHAR",
    "tap_decimals": "SMALLINT", "audit_agrees": "BOOLEAN", "audit_charge": "VARCHAR", "rap_sequence": "VARCHAR"}]')) AS item
)
