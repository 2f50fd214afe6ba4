-- Grain: (no, currency, decimals): integer weight of one TAP unit, over one common denominator per agreement.
CREATE OR REPLACE TEMP TABLE currency_factor AS
SELECT item.no, item.tap_currency, item.tap_decimals, CAST(item.factor AS HUGEINT) AS factor
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "tap_currency": "VARCHAR", "tap_decimals": "INTEGER",
    "factor": "VARCHAR"}]')) AS item
)
