-- Grain: one device whose records are packed: its ordinal in the pack, and its IMSI as an integer.
CREATE OR REPLACE TEMP TABLE packed_device AS
SELECT item.*
FROM (SELECT unnest(from_json($rows, '[{"ordinal": "INTEGER", "imsi": "BIGINT"}]')) AS item)
