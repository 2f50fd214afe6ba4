-- Grain: (no, line): a statement line after rounding: its amount in minor units.
CREATE OR REPLACE TEMP TABLE line AS
SELECT item.no, item.line, item.entry, item.kind, CAST(item.amount AS HUGEINT) AS amount
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "entry": "INTEGER", "kind": "VARCHAR",
    "amount": "VARCHAR"}]')) AS item
)
