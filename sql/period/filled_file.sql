-- Grain: one input file of the period store, in the state that it was in.
CREATE OR REPLACE TABLE period.filled_file AS
SELECT item.*
FROM (SELECT unnest(from_json($files, '[{"sha256": "VARCHAR", "state": "VARCHAR", "profile": "VARCHAR"}]')) AS item)
