-- Grain: one probability p (millionths) that a device in question has: devices, and machines among them, at or above it,
-- from the highest p down.
SELECT
  p,
  CAST(sum(count(*)) OVER above AS BIGINT) AS devices,
  CAST(sum(count(*) FILTER (machine)) OVER above AS BIGINT) AS machines
FROM judged_device
WHERE in_question
GROUP BY p
WINDOW above AS (ORDER BY p DESC)
ORDER BY p DESC
