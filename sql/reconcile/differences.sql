-- Grain: one combination of keys that does not match, by its keys.
SELECT * EXCLUDE (money_apart, quantity_apart)
FROM difference
ORDER BY line NULLS FIRST, service NULLS FIRST, segment NULLS FIRST, imsi NULLS FIRST, class
