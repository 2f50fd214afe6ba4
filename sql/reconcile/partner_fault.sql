-- Grain: one row: rows of the partner's file whose quantity or amount is no number of at most 15 digits and 9 places, and the
-- first of them.
SELECT count(*) AS rows, coalesce(min(row_no), 0) AS first
FROM partner_text
WHERE NOT regexp_full_match(quantity, '-?[0-9]{1,15}([.][0-9]{1,9})?')
  OR NOT regexp_full_match(amount, '-?[0-9]{1,15}([.][0-9]{1,9})?')
