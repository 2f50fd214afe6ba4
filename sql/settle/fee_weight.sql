-- Grain: (no, line, fee_days): what a device that was observed on so many days weighs in an access line; none where it owes
-- no fee.
CREATE OR REPLACE TEMP TABLE fee_weight AS
SELECT item.no, item.line, item.fee_days, CAST(item.weight AS HUGEINT) AS weight
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "fee_days": "INTEGER", "weight": "VARCHAR"}]')) AS item
)
