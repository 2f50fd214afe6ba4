-- Grain: (no, service, segment): the usage entry that prices it; entries below zero are the as-billed lines of usage
-- that no entry covers (rule 7).
CREATE OR REPLACE TEMP TABLE usage_entry AS
SELECT item.*
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "service": "VARCHAR", "segment": "VARCHAR", "entry": "INTEGER",
    "measure": "VARCHAR", "step": "BIGINT", "per_session": "BOOLEAN"}]')) AS item
)
