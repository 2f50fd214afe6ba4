-- Grain: (no, line, fee_days): what a device that was observed on so many days has in an access line, in base units, and
-- what it weighs there; none where it owes no fee.
CREATE OR REPLACE TEMP TABLE fee_weight AS
SELECT item.no, item.line, item.fee_days, item.quantity, CAST(item.weight AS HUGEINT) AS weight
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "fee_days": "INTEGER", "quantity": "BIGINT",
    "weight": "VARCHAR"}]')) AS item
)
