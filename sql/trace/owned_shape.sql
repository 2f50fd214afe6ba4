-- Grain: one row of event_shape whose events belong to the agreement at hand (rule 1): whether they are signs of life, and whether
-- they say anything of attachment (rule 3).
CREATE OR REPLACE TEMP TABLE owned_shape AS
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{
    "visited_plmn": "INTEGER", "procedure": "INTEGER", "result": "INTEGER", "interface": "INTEGER", "rat": "INTEGER",
    "is_sign": "BOOLEAN", "attaches": "BOOLEAN"
  }]')) AS item
)
