-- Grain: (no, axes): the segment in which the old agreement settles such a device as a human.
CREATE OR REPLACE TEMP TABLE human_place AS
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{
    "no": "INTEGER", "presence": "VARCHAR", "activity": "VARCHAR", "declared": "BOOLEAN", "detected_by": "VARCHAR",
    "rats": "INTEGER", "segment": "VARCHAR"
  }]')) AS item
)
