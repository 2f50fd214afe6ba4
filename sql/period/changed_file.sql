-- Grain: one file that counts otherwise now than when the period store was filled: new, gone, in another state, or with
-- TAP records that count otherwise because of another file.
CREATE OR REPLACE TEMP TABLE changed_file AS
WITH input AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($files, '[{"sha256": "VARCHAR", "state": "VARCHAR", "profile": "VARCHAR"}]')) AS item)
),
input_change AS (
  (FROM input EXCEPT FROM period.filled_file)
  UNION
  (FROM period.filled_file EXCEPT FROM input)
),
live AS (
  SELECT file_id, billable, returned FROM live_file
),
live_change AS (
  (FROM live EXCEPT FROM period.filled_live)
  UNION
  (FROM period.filled_live EXCEPT FROM live)
)
SELECT file_id FROM source_file WHERE sha256 IN (SELECT sha256 FROM input_change)
UNION
SELECT file_id FROM live_change
