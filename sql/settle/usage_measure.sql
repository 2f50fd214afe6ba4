-- Grain: (no, service, measure, step, per_session): every way in which an agreement's entries measure a service.
CREATE OR REPLACE TEMP TABLE usage_measure AS
SELECT DISTINCT item.*
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "service": "VARCHAR", "measure": "VARCHAR", "step": "BIGINT",
    "per_session": "BOOLEAN"}]')) AS item
)
