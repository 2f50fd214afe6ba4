-- Grain: one combination of keys that does not match: the $most whose sides are furthest apart.
SELECT * EXCLUDE (money_apart, quantity_apart)
FROM difference
ORDER BY
  money_apart DESC, quantity_apart DESC, line NULLS FIRST, service NULLS FIRST, segment NULLS FIRST, imsi NULLS FIRST, class
LIMIT CAST($most AS BIGINT)
