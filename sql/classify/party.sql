-- Grain: one agreement: its id, and the first pair of its TADIGs.
CREATE OR REPLACE TEMP TABLE party AS
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "agreement_id": "VARCHAR", "home_tadig": "VARCHAR",
    "visited_tadig": "VARCHAR"}]')) AS item
)
