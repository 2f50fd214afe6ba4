-- Grain: (old_axes, new_axes, version, service): the entries of the old book for devices that look alike: first_ in their first
-- segments, kept_ in their new ones, none where the old book does not know the new segment.
CREATE OR REPLACE TEMP TABLE placed_entry AS
SELECT
  g.old_axes, g.new_axes, v.version, v.service,
  f.entry AS first_entry, f.way AS first_way, f.counts AS first_counts,
  k.entry AS kept_entry, k.way AS kept_way, k.counts AS kept_counts
FROM placed_group AS g
JOIN (SELECT DISTINCT no, version, service FROM old_place) AS v ON v.no = g.no
LEFT JOIN old_place AS f
  ON f.no = g.no AND f.version = v.version AND f.service = v.service AND f.segment = g.first_segments[v.version + 1]
LEFT JOIN old_place AS k
  ON k.no = g.no AND k.version = v.version AND k.service = v.service
  AND k.segment = g.new_segments[least(v.version + 1, len(g.new_segments))]
