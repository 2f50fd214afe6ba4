-- Grain: (agreement_id, from_decision, to_decision, cause, source): what a source of evidence says of devices that both runs have, in the
-- second run less in the first, in thousandths of a logit, all of them together.
WITH changed AS (
  SELECT agreement_id, imsi, from_decision, to_decision, cause
  FROM moved_device
  WHERE from_decision IS NOT NULL AND to_decision IS NOT NULL
),
evidence AS (
  SELECT agreement_id, imsi, -1 AS sign, evidence FROM read_parquet($from_features)
  UNION ALL
  SELECT agreement_id, imsi, 1, evidence FROM read_parquet($to_features)
),
said AS (
  SELECT
    c.agreement_id, c.from_decision, c.to_decision, c.cause, e.sign,
    unnest(from_json(e.evidence, '[{"source": "VARCHAR", "weight": "INTEGER"}]')) AS item
  FROM changed AS c
  JOIN evidence AS e ON e.agreement_id = c.agreement_id AND e.imsi = c.imsi
)
SELECT
  agreement_id, from_decision, to_decision, cause, item.source AS source,
  CAST(sum(sign * item.weight) AS BIGINT) AS weight
FROM said
GROUP BY ALL
HAVING weight <> 0
ORDER BY agreement_id, from_decision, to_decision, cause, abs(weight) DESC, source
