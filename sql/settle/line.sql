-- Grain: (no, line): a statement line after rounding: its amount in minor units.
CREATE OR REPLACE TEMP TABLE line AS
SELECT
  item.no, item.line, item.agreement_id, item.line_id, item.entry, item.kind, CAST(item.amount AS HUGEINT) AS amount,
  item.decimals
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "agreement_id": "VARCHAR", "line_id": "VARCHAR",
    "entry": "INTEGER", "kind": "VARCHAR", "amount": "VARCHAR", "decimals": "INTEGER"}]')) AS item
)
