-- Grain: (group, service, entry, currency, decimals): usage of a group under an entry, sums of integers.
SELECT
  no, group_no, service, entry, tap_currency, tap_decimals,
  CAST(sum(quantity) AS HUGEINT) AS quantity,
  CAST(sum(records) AS HUGEINT) AS records,
  CAST(sum(billed_units) AS HUGEINT) AS billed_units,
  CAST(sum(abs(billed_units)) AS HUGEINT) AS billed_absolute
FROM usage_fact
GROUP BY ALL
ORDER BY ALL
