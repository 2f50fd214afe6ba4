-- Grain: (no, service): devices whose usage could not be measured for a settlement between two runs.
SELECT
  u.no, u.service,
  count(*) FILTER (u.held_records AND u.records_step IS DISTINCT FROM u.segment_step) AS records_with_segment,
  count(*) FILTER (u.held_records AND u.records_step IS NOT DISTINCT FROM u.segment_step) AS records_with_agreement,
  count(*) FILTER (u.held_segment AND NOT u.held_records AND c.first_segments[u.version + 1] <> c.new_segments[least(u.version + 1, len(c.new_segments))]) AS segment_with_agreement
FROM compared_usage AS u
JOIN placed_group AS c ON c.old_axes = u.old_axes AND c.new_axes = u.new_axes
WHERE u.held_records OR u.held_segment
GROUP BY ALL
HAVING records_with_segment + records_with_agreement + segment_with_agreement > 0
ORDER BY ALL
