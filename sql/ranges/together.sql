-- Grain: one agreement: its newly found devices, and every device that the chosen proposals match between them.
WITH chosen AS (SELECT unnest(from_json($chosen, '["INTEGER"]')) AS id),
matched AS (SELECT DISTINCT h.device FROM hit AS h JOIN chosen AS c ON c.id = h.proposal)
SELECT
  d.no,
  count(*) FILTER (d.newly) AS newly_all,
  CAST(coalesce(sum(d.amount) FILTER (d.newly), 0) AS VARCHAR) AS newly_amount,
  count(*) FILTER (m.device IS NOT NULL AND d.newly) AS newly,
  count(*) FILTER (m.device IS NOT NULL AND d.kind = 0) AS machines,
  count(*) FILTER (m.device IS NOT NULL AND d.kind = 1) AS reviews,
  count(*) FILTER (m.device IS NOT NULL AND d.kind = 2) AS humans,
  count(*) FILTER (m.device IS NOT NULL AND d.kind = 3) AS ignored,
  CAST(coalesce(sum(d.amount) FILTER (m.device IS NOT NULL AND d.newly), 0) AS VARCHAR) AS amount
FROM ranged_device AS d
LEFT JOIN matched AS m ON m.device = d.rowid
GROUP BY d.no
ORDER BY d.no
