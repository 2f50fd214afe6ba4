-- Grain: (old_axes, new_axes): devices that look alike in either run: what lists say of them, and their segments by version.
-- first_segments: where new records are settled as long as nothing else is new: in the old segments, those of a new device as
-- a human.
CREATE OR REPLACE TEMP TABLE placed_group AS
SELECT
  g.no, g.old_axes, g.new_axes, coalesce(n.nobody, o.nobody) AS nobody,
  o.segment AS old_segment, n.segment AS new_segment, o.decision AS old_decision, n.decision AS new_decision,
  o.own AS old_segments, coalesce(o.own, n.human) AS first_segments, n.own AS new_segments
FROM (SELECT DISTINCT no, old_axes, new_axes FROM compared_device) AS g
LEFT JOIN axes_place AS o ON o.axes = g.old_axes
LEFT JOIN axes_place AS n ON n.axes = g.new_axes
