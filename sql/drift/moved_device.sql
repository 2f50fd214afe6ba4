-- Grain: (agreement_id, imsi): a device of two runs that only one of them has, or that they decide otherwise on. cause: what
-- about it is another in the second run: it is excluded or not there any more (or again), declared or no longer, its probability
-- is on another side of the thresholds; else the word of a list, a notice or keep_at.
CREATE OR REPLACE TEMP TABLE moved_device AS
SELECT
  coalesce(n.agreement_id, o.agreement_id) AS agreement_id,
  substr(CAST(coalesce(n.imsi, o.imsi) AS VARCHAR), 2) AS imsi,
  o.decision AS from_decision, n.decision AS to_decision,
  coalesce(o.amount, 0) AS from_amount, coalesce(n.amount, 0) AS to_amount,
  CASE
    WHEN o.imsi IS NULL THEN 'appeared'
    WHEN n.imsi IS NULL THEN 'gone'
    WHEN o.absent <> n.absent THEN 'observed'
    WHEN o.declared <> n.declared THEN 'declared'
    WHEN o.sure <> n.sure THEN 'probability'
    ELSE 'lists'
  END AS cause
FROM drift_from AS o
FULL JOIN drift_to AS n ON n.agreement_id = o.agreement_id AND n.imsi = o.imsi
WHERE o.decision IS DISTINCT FROM n.decision
