-- Grain: one of ten equal ranges of probability that holds a device in question: how many it holds, their sum of p in
-- millionths, and how many of them are machines.
SELECT
  CAST(least(p // 100000, 9) AS INTEGER) AS range,
  count(*) AS devices,
  CAST(sum(p) AS BIGINT) AS p_sum,
  count(*) FILTER (machine) AS machines
FROM judged_device
WHERE in_question
GROUP BY ALL
ORDER BY range
