-- Grain: (no, line): a statement line after rounding: its amount in minor units, and what devices weigh in it.
CREATE OR REPLACE TEMP TABLE line AS
SELECT
  item.no, item.line, item.agreement_id, item.line_id, item.entry, item.kind, item.weigh_by,
  CAST(item.amount AS HUGEINT) AS amount, item.decimals, item.min_days
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "agreement_id": "VARCHAR", "line_id": "VARCHAR",
    "entry": "INTEGER", "kind": "VARCHAR", "weigh_by": "VARCHAR", "amount": "VARCHAR", "decimals": "INTEGER",
    "min_days": "INTEGER"}]')) AS item
)
