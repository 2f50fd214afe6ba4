-- Grain: one agreement of a run, as far as the features of its devices look at it.
CREATE OR REPLACE TEMP TABLE scope AS
SELECT item.*
FROM (SELECT unnest(from_json($scope, '[{"no": "INTEGER", "agreement_id": "VARCHAR", "visited_key": "VARCHAR", "binding": "BOOLEAN"}]')) AS item)
