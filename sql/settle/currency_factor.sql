-- Grain: (no, currency, decimals): one TAP unit in the agreement's currency, as an integer weight in lowest terms over
-- one common denominator, and as an integer of 10^-places.
CREATE OR REPLACE TEMP TABLE currency_factor AS
SELECT
  item.no, item.tap_currency, item.tap_decimals, CAST(item.factor AS HUGEINT) AS factor,
  CAST(item.units AS HUGEINT) AS units, item.places
FROM (
  SELECT unnest(from_json($rows, '[{"no": "INTEGER", "tap_currency": "VARCHAR", "tap_decimals": "INTEGER",
    "factor": "VARCHAR", "units": "VARCHAR", "places": "INTEGER"}]')) AS item
)
