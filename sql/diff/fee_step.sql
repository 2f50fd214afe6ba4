-- Grain: (step, no, the segments and decisions of both runs, version, segment, what access fees look at): devices in a whole
-- settlement between two runs, as in usage_step; version: the one whose fees are due.
WITH known AS (SELECT DISTINCT no, version, segment FROM old_place),
grouped AS (
  SELECT
    no, old_axes, new_axes, old_place IS NOT NULL AS was_there, new_place IS NOT NULL AS is_there, old_fee, new_fee,
    count(*) AS devices
  FROM compared_device
  GROUP BY ALL
),
-- Fee days of which run: as for usage.
sourced AS (
  SELECT
    c.devices, c.old_fee, c.new_fee, c.was_there, c.is_there AS stays_there, g.*,
    p.old_present, p.old_attaches, p.new_present, p.new_attaches,
    CASE WHEN p.scope_changed THEN c.was_there ELSE c.is_there END AS is_there,
    CASE WHEN p.scope_changed THEN c.old_fee ELSE c.new_fee END AS fee
  FROM grouped AS c
  JOIN placed_group AS g ON g.old_axes = c.old_axes AND g.new_axes = c.new_axes
  JOIN compared_party AS p ON p.no = c.no
),
step AS (
  SELECT 0 AS step, * EXCLUDE (fee), old_fee AS fee, old_segments[old_fee.version + 1] AS segment
  FROM sourced
  WHERE was_there
  UNION ALL
  SELECT 1, * EXCLUDE (fee), fee, first_segments[fee.version + 1]
  FROM sourced
  WHERE is_there
  UNION ALL
  SELECT
    2, s.* EXCLUDE (fee), s.fee, coalesce(k.segment, s.first_segments[s.fee.version + 1])
  FROM sourced AS s
  LEFT JOIN known AS k
    ON k.no = s.no AND k.version = s.fee.version
    AND k.segment = s.new_segments[least(s.fee.version + 1, len(s.new_segments))]
  WHERE s.is_there
  UNION ALL
  SELECT 3, * EXCLUDE (fee), new_fee, new_segments[new_fee.version + 1]
  FROM sourced
  WHERE stays_there
)
SELECT
  step, no, old_segment, new_segment, old_decision, new_decision, CAST(fee.version AS INTEGER) AS version, segment,
  CAST(fee.observed AS INTEGER) AS observed,
  CASE WHEN CASE WHEN step = 3 THEN new_present ELSE old_present END THEN CAST(fee.present AS INTEGER) ELSE 0 END AS present,
  CASE WHEN CASE WHEN step = 3 THEN new_attaches ELSE old_attaches END THEN CAST(fee.attaches AS INTEGER) ELSE 0 END AS attaches,
  CAST(sum(devices) AS BIGINT) AS devices
FROM step
GROUP BY ALL
ORDER BY ALL
