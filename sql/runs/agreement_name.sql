-- Grain: one agreement: its number in the scope and its id.
CREATE OR REPLACE TEMP TABLE agreement_name AS
SELECT item.*
FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "agreement_id": "VARCHAR"}]')) AS item)
