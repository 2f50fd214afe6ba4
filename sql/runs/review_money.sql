-- Grain: one agreement with devices in review: how many, and their TAP charge as an integer of 10^-places of its currency.
SELECT
  c.no,
  count(*) AS devices,
  CAST(CAST(coalesce(sum(x.amount), 0) AS HUGEINT) AS VARCHAR) AS amount,
  coalesce(max(x.places), 0) AS places
FROM period.device_class AS c
LEFT JOIN device_tap AS x ON x.no = c.no AND x.imsi = c.imsi
WHERE c.decision = 'review'
GROUP BY c.no
ORDER BY c.no
