-- Grain: (class): how many combinations of keys, and what both sides have in them, as text.
SELECT
  class, count(*) AS rows, count(DISTINCT nullif(imsi, '')) AS imsis,
  CAST(coalesce(sum(our_quantity), 0) AS VARCHAR) AS our_quantity, CAST(coalesce(sum(their_quantity), 0) AS VARCHAR) AS their_quantity,
  CAST(coalesce(sum(our_amount), 0) AS VARCHAR) AS our_amount, CAST(coalesce(sum(their_amount), 0) AS VARCHAR) AS their_amount
FROM reconciled
GROUP BY class
ORDER BY class
