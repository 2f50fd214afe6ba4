-- Grain: (group, service, entry, currency, decimals): usage of a group under an entry, sums of integers.
SELECT
  g.no, g.group_no, f.service, f.entry, f.tap_currency, f.tap_decimals,
  CAST(sum(f.quantity) AS HUGEINT) AS quantity,
  CAST(sum(f.records) AS HUGEINT) AS records,
  CAST(sum(f.billed_units) AS HUGEINT) AS billed_units,
  CAST(sum(abs(f.billed_units)) AS HUGEINT) AS billed_absolute
FROM usage_fact AS f
JOIN device_group AS g ON g.no = f.no AND g.imsi = f.imsi
GROUP BY ALL
ORDER BY ALL
