-- Grain: (no, imsi): the exact TAP charge of a device, as an integer of 10^-places of the agreement's currency.
CREATE OR REPLACE TEMP TABLE device_tap AS
SELECT f.no, f.imsi, CAST(sum(f.billed_units * c.units) AS HUGEINT) AS amount, any_value(c.places) AS places
FROM usage_fact AS f
JOIN device_group AS g ON g.no = f.no AND g.imsi = f.imsi
JOIN usage_entry AS u ON u.no = f.no AND u.service = f.service AND u.segment = g.run_segment AND u.entry = f.entry
JOIN currency_factor AS c ON c.no = f.no AND c.tap_currency = f.tap_currency AND c.tap_decimals = f.tap_decimals
GROUP BY f.no, f.imsi
