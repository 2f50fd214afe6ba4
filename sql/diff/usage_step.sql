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
),
-- By numbers first: there are a few hundred groups of devices, and texts are for them.
summed AS (
  SELECT
    s.step, s.no, s.old_axes, s.new_axes, s.version, s.service,
    s.state.segment_of AS segment_of, s.state.entry AS entry, s.state.is_new AS is_new,
    CASE WHEN s.state.is_new THEN s.new_places ELSE s.old_places END AS places,
    count(*) AS devices,
    sum(s.state.quantity) AS quantity,
    sum(
      CASE WHEN e.allowance IS NULL OR g.nobody THEN s.state.quantity ELSE greatest(s.state.quantity - e.allowance, 0) END
    ) AS billable,
    sum(CASE WHEN s.state.is_new THEN s.new_tap ELSE s.old_tap END) AS tap
  FROM step AS s
  JOIN placed_group AS g ON g.old_axes = s.old_axes AND g.new_axes = s.new_axes
  JOIN compared_entry AS e
    ON e.no = s.no AND e.is_new = (s.step = 3) AND e.version = s.version AND e.service = s.service AND e.entry = s.state.entry
  WHERE s.state IS NOT NULL
  GROUP BY ALL
)
SELECT
  s.step, s.no, g.old_segment, g.new_segment, g.old_decision, g.new_decision, CAST(s.version AS INTEGER) AS version,
  CASE s.segment_of
    WHEN 0 THEN g.old_segments[s.version + 1]
    WHEN 1 THEN g.first_segments[s.version + 1]
    WHEN 2 THEN g.new_segments[least(s.version + 1, len(g.new_segments))]
    ELSE g.new_segments[s.version + 1]
  END AS segment,
  s.service, s.entry, s.is_new, s.places,
  CAST(sum(s.devices) AS BIGINT) AS devices,
  CAST(sum(s.quantity) AS VARCHAR) AS quantity,
  CAST(sum(s.billable) AS VARCHAR) AS billable,
  CAST(sum(s.tap) AS VARCHAR) AS tap
FROM summed AS s
JOIN placed_group AS g ON g.old_axes = s.old_axes AND g.new_axes = s.new_axes
GROUP BY ALL
ORDER BY ALL
