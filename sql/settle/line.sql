-- Grain: (no, line): a statement line after rounding: its amount in minor units, and what devices weigh in it.
CREATE OR REPLACE TEMP TABLE line AS
SELECT item.no, item.line, item.entry, item.kind, item.weigh_by, CAST(item.amount AS HUGEINT) AS amount, item.min_days
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "entry": "INTEGER", "kind": "VARCHAR",
    "weigh_by": "VARCHAR", "amount": "VARCHAR", "min_days": "INTEGER"}]')) AS item
)
