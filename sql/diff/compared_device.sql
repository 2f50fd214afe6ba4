-- Grain: (no, imsi): a device of either run, by its rowid. first_segment: where new records are settled as long as nothing else
-- is new: the old segment, of a new device the one of a human. kept_segment: the new one where the old book knows it.
-- same_counts: both runs know as much of its records.
CREATE OR REPLACE TEMP TABLE compared_device AS
WITH known AS (SELECT DISTINCT no, segment FROM old_place),
pair AS (
  SELECT
    coalesce(n.no, o.no) AS no, coalesce(n.imsi, o.imsi) = '' AS nobody, o.place AS old_place, n.place AS new_place,
    o.segment AS old_segment, n.segment AS new_segment, o.decision AS old_decision, n.decision AS new_decision,
    CASE WHEN o.imsi IS NULL THEN h.segment ELSE o.segment END AS first_segment,
    o.counts IS NOT DISTINCT FROM n.counts AS same_counts,
    {'observed': o.observed, 'present': o.present, 'attaches': o.attaches} AS old_fee,
    {'observed': n.observed, 'present': n.present, 'attaches': n.attaches} AS new_fee
  FROM old_facts AS o
  FULL JOIN new_facts AS n ON n.imsi = o.imsi AND n.no = o.no
  LEFT JOIN human_place AS h
    ON h.no = n.no AND h.presence = n.presence AND h.activity = n.activity AND h.declared = n.declared
    AND h.detected_by = n.detected_by AND h.rats = n.rats
)
SELECT pair.*, coalesce(known.segment, pair.first_segment) AS kept_segment
FROM pair
LEFT JOIN known ON known.no = pair.no AND known.segment = pair.new_segment
