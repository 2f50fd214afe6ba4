-- Grain: (agreement_id, from_decision, to_decision, cause): devices that moved, and what they owe in either run.
SELECT
  agreement_id, from_decision, to_decision, cause,
  count(*) AS devices,
  CAST(sum(from_amount) AS VARCHAR) AS from_amount,
  CAST(sum(to_amount) AS VARCHAR) AS to_amount
FROM moved_device
GROUP BY ALL
ORDER BY ALL
