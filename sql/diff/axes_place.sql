-- Grain: one look of devices of either run, by its number: the segments in which versions of the agreement settle such a device, by their numbers: own: those of
-- its run; human: the old ones, as long as nobody charges it.
CREATE OR REPLACE TEMP TABLE axes_place AS
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{
    "axes": "INTEGER", "no": "INTEGER", "is_new": "BOOLEAN", "presence": "VARCHAR", "activity": "VARCHAR", "declared": "BOOLEAN",
    "detected_by": "VARCHAR", "rats": "INTEGER", "decision": "VARCHAR", "excluded": "BOOLEAN", "segment": "VARCHAR", "nobody": "BOOLEAN", "own": ["VARCHAR"],
    "human": ["VARCHAR"]
  }]')) AS item
)
