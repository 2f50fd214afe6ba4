-- Grain: one input file of a run, in the state that the run read it in. It hides the table of this name, so that every model
-- that asks for files sees what the run saw.
CREATE TEMP TABLE source_file AS
WITH input AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($files, '[{"sha256": "VARCHAR", "state": "VARCHAR"}]')) AS item)
)
SELECT f.* REPLACE (i.state <> 'audit_held' AS billable)
FROM source_file AS f
JOIN input AS i ON i.sha256 = f.sha256
