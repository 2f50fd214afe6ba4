-- Grain: (class): how many combinations of keys, and what both sides have in them, as decimal text.
WITH shown AS (SELECT max(decimals) AS decimals FROM report_statement),
total AS (
  SELECT
    class, count(*) AS rows, count(DISTINCT nullif(imsi, '')) AS imsis, coalesce(sum(our_quantity), 0) AS our_quantity,
    coalesce(sum(their_quantity), 0) AS their_quantity, coalesce(sum(our_amount), 0) AS our_amount,
    coalesce(sum(their_amount), 0) AS their_amount
  FROM reconciled
  GROUP BY class
)
SELECT
  class, rows, imsis, decimal_text(our_quantity, 0) AS our_quantity, decimal_text(their_quantity, 0) AS their_quantity,
  decimal_text(our_amount, decimals) AS our_amount, decimal_text(their_amount, decimals) AS their_amount
FROM total
CROSS JOIN shown
ORDER BY class
