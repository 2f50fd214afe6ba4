-- Grain: one combination of keys that does not match: the $most whose sides are furthest apart, of $class (null: of any).
SELECT * EXCLUDE (money_apart, quantity_apart)
FROM difference
WHERE CAST($class AS VARCHAR) IS NULL OR class = CAST($class AS VARCHAR)
ORDER BY
  money_apart DESC, quantity_apart DESC, line NULLS FIRST, service NULLS FIRST, segment NULLS FIRST, imsi NULLS FIRST, class
LIMIT CAST($most AS BIGINT)
