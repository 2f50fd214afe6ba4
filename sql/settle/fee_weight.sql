-- Grain: (no, line, fee_days, present_fee_days, attaches): what a device with so many of them has in an access line, in base units, and
-- what it weighs there; none where it owes no fee.
CREATE OR REPLACE TEMP TABLE fee_weight AS
SELECT item.no, item.line, item.fee_days, item.present_fee_days, item.attaches, item.quantity, CAST(item.weight AS HUGEINT) AS weight
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "fee_days": "INTEGER",
    "present_fee_days": "INTEGER", "attaches": "INTEGER", "quantity": "BIGINT",
    "weight": "VARCHAR"}]')) AS item
)
