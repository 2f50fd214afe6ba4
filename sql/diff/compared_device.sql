-- Grain: (no, imsi): a device of either run, by its rowid. old_axes, new_axes: its looks in axes_place, -1 where that run does not have it. same_counts: both runs
-- know as much of its records.
CREATE OR REPLACE TEMP TABLE compared_device AS
WITH old AS (
  SELECT f.*, a.axes
  FROM old_facts AS f
  JOIN axes_place AS a
    ON NOT a.is_new AND a.no = f.no AND a.presence = f.presence AND a.activity = f.activity AND a.declared = f.declared
    AND a.detected_by = f.detected_by AND a.rats = f.rats AND a.decision = f.decision AND a.excluded = f.excluded
    AND a.segment = f.segment AND a.nobody = f.nobody
),
new AS (
  SELECT f.*, a.axes
  FROM new_facts AS f
  JOIN axes_place AS a
    ON a.is_new AND a.no = f.no AND a.presence = f.presence AND a.activity = f.activity AND a.declared = f.declared
    AND a.detected_by = f.detected_by AND a.rats = f.rats AND a.decision = f.decision AND a.excluded = f.excluded
    AND a.segment = f.segment AND a.nobody = f.nobody
)
SELECT
  coalesce(n.no, o.no) AS no, o.place AS old_place, n.place AS new_place,
  coalesce(o.axes, -1) AS old_axes, coalesce(n.axes, -1) AS new_axes,
  o.counts IS NOT DISTINCT FROM n.counts AS same_counts,
  {'observed': o.observed, 'present': o.present, 'attaches': o.attaches, 'version': o.fee_version} AS old_fee,
  {'observed': n.observed, 'present': n.present, 'attaches': n.attaches, 'version': n.fee_version} AS new_fee
FROM old AS o
FULL JOIN new AS n ON n.imsi = o.imsi AND n.no = o.no
