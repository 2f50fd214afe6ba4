-- Grain: (no, device, presence, activity, declared, detected_by, rats): the first segment that fits ('' where none does).
CREATE OR REPLACE TEMP TABLE segment_map AS
SELECT DISTINCT item.*
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "device": "VARCHAR", "presence": "VARCHAR", "activity": "VARCHAR",
    "declared": "BOOLEAN", "detected_by": "VARCHAR", "rats": "INTEGER", "segment": "VARCHAR"}]')) AS item
)
