-- Grain: (agreement_id, from_decision, to_decision, cause, source): what a source of evidence says of devices that both runs have, in the
-- second run less in the first, in thousandths of a logit, all of them together.
WITH said AS (
  SELECT agreement_id, from_decision, to_decision, cause, -1 AS sign, unnest(from_evidence) AS item FROM moved_device
  WHERE from_decision IS NOT NULL AND to_decision IS NOT NULL
  UNION ALL
  SELECT agreement_id, from_decision, to_decision, cause, 1, unnest(to_evidence) FROM moved_device
  WHERE from_decision IS NOT NULL AND to_decision IS NOT NULL
)
SELECT
  agreement_id, from_decision, to_decision, cause, item.source AS source,
  CAST(sum(sign * item.weight) AS BIGINT) AS weight
FROM said
GROUP BY ALL
HAVING weight <> 0
ORDER BY agreement_id, from_decision, to_decision, cause, abs(weight) DESC, source
