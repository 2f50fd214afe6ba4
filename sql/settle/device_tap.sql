-- Grain: (no, imsi): the exact TAP charge of a device, as an integer of 10^-places of the agreement's currency.
CREATE OR REPLACE TEMP TABLE device_tap AS
SELECT f.no, f.imsi, CAST(sum(f.billed_units * c.units) AS HUGEINT) AS amount, any_value(c.places) AS places
FROM usage_fact AS f
JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
WHERE f.in_run
GROUP BY f.no, f.imsi
