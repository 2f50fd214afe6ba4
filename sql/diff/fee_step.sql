-- Grain: (step, no, the segments and decisions of both runs, segment, what access fees look at): devices in a whole settlement
-- between two runs, as in usage_step.
WITH step AS (
  SELECT 0 AS step, c.*, c.old_segment AS segment, c.old_fee AS fee, false AS is_new
  FROM compared_device AS c
  WHERE c.old_place IS NOT NULL
  UNION ALL
  SELECT 1, c.*, c.first_segment, CASE WHEN p.scope_changed THEN c.old_fee ELSE c.new_fee END, false
  FROM compared_device AS c
  JOIN compared_party AS p ON p.no = c.no
  WHERE CASE WHEN p.scope_changed THEN c.old_place IS NOT NULL ELSE c.new_place IS NOT NULL END
  UNION ALL
  SELECT 2, c.*, c.kept_segment, CASE WHEN p.scope_changed THEN c.old_fee ELSE c.new_fee END, false
  FROM compared_device AS c
  JOIN compared_party AS p ON p.no = c.no
  WHERE CASE WHEN p.scope_changed THEN c.old_place IS NOT NULL ELSE c.new_place IS NOT NULL END
  UNION ALL
  SELECT 3, c.*, c.new_segment, c.new_fee, true
  FROM compared_device AS c
  WHERE c.new_place IS NOT NULL
)
SELECT
  s.step, s.no, s.old_segment, s.new_segment, s.old_decision, s.new_decision, s.segment,
  CAST(s.fee.observed AS INTEGER) AS observed,
  CAST(CASE WHEN s.is_new THEN p.new_present ELSE p.old_present END AS INTEGER) * CAST(s.fee.present AS INTEGER) AS present,
  CAST(CASE WHEN s.is_new THEN p.new_attaches ELSE p.old_attaches END AS INTEGER) * CAST(s.fee.attaches AS INTEGER) AS attaches,
  count(*) AS devices
FROM step AS s
JOIN compared_party AS p ON p.no = s.no
GROUP BY ALL
ORDER BY ALL
