-- Grain: as compared_device, with the segments of a device as lists by version. first_segments: where new records are settled
-- as long as nothing else is new: in the old segments, those of a new device as a human.
CREATE OR REPLACE TEMP VIEW placed_device AS
SELECT
  c.*, c.rowid AS device, o.own AS old_segments, coalesce(o.own, n.human) AS first_segments, n.own AS new_segments
FROM compared_device AS c
LEFT JOIN axes_place AS o ON o.axes = c.old_axes
LEFT JOIN axes_place AS n ON n.axes = c.new_axes
