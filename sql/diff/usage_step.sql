-- Grain: (step, no, the segments and decisions of both runs, version, segment, service, entry, is_new,
-- places): usage in a whole
-- settlement between two runs: 0 the old one, 1 with the new records, 2 in the new segments, 3 under the new agreement. is_new:
-- its TAP money is at the rates of the new run, in 10^-places.
WITH step AS (
  SELECT 0 AS step, *, old AS state FROM compared_usage
  UNION ALL
  SELECT 1, *, records_step FROM compared_usage
  UNION ALL
  SELECT 2, *, segment_step FROM compared_usage
  UNION ALL
  SELECT 3, *, new FROM compared_usage
)
SELECT
  s.step, c.no, c.old_segment, c.new_segment, c.old_decision, c.new_decision, CAST(s.version AS INTEGER) AS version,
  CASE s.state.segment_of
    WHEN 0 THEN c.old_segments[s.version + 1]
    WHEN 1 THEN c.first_segments[s.version + 1]
    WHEN 2 THEN c.new_segments[least(s.version + 1, len(c.new_segments))]
    ELSE c.new_segments[s.version + 1]
  END AS segment,
  s.service, s.state.entry AS entry, s.state.is_new AS is_new,
  CASE WHEN s.state.is_new THEN s.new_places ELSE s.old_places END AS places,
  count(*) AS devices,
  CAST(sum(s.state.quantity) AS VARCHAR) AS quantity,
  CAST(sum(
    CASE WHEN e.allowance IS NULL OR c.nobody THEN s.state.quantity ELSE greatest(s.state.quantity - e.allowance, 0) END
  ) AS VARCHAR) AS billable,
  CAST(sum(CASE WHEN s.state.is_new THEN s.new_tap ELSE s.old_tap END) AS VARCHAR) AS tap
FROM step AS s
JOIN placed_device AS c ON c.device = s.device
JOIN compared_entry AS e
  ON e.no = c.no AND e.is_new = (s.step = 3) AND e.version = s.version AND e.service = s.service AND e.entry = s.state.entry
WHERE s.state IS NOT NULL
GROUP BY ALL
ORDER BY ALL
