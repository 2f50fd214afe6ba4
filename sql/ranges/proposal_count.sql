-- Grain: one proposal: the devices that it matches, and what they owe in the run and what TAP billed for
-- them: of a proposal those that are found anew, of what is declared all.
SELECT
  p.id, p.no, p.kind, p.value, p.declared,
  count(d.no) AS devices,
  count(*) FILTER (d.newly) AS newly,
  count(*) FILTER (d.kind = 0) AS machines,
  count(*) FILTER (d.kind = 1) AS reviews,
  count(*) FILTER (d.kind = 2) AS humans,
  count(*) FILTER (d.kind = 3) AS ignored,
  CAST(coalesce(sum(d.amount) FILTER (p.declared OR d.newly), 0) AS VARCHAR) AS amount,
  CAST(coalesce(sum(d.tap_amount) FILTER (p.declared OR d.newly), 0) AS VARCHAR) AS tap_amount
FROM proposal AS p
LEFT JOIN hit AS h ON h.proposal = p.id
LEFT JOIN ranged_device AS d ON d.rowid = h.device
GROUP BY p.id, p.no, p.kind, p.value, p.declared
ORDER BY p.id
