-- Grain: one row: rows of the partner's file whose quantity or amount is no number as its profile writes them, those whose IMSI
-- stands in powers of ten, and the first of each.
SELECT
  count(*) FILTER (no_number) AS numbers, coalesce(min(row_no) FILTER (no_number), 0) AS number,
  count(*) FILTER (no_imsi) AS imsis, coalesce(min(row_no) FILTER (no_imsi), 0) AS imsi
FROM (
  SELECT
    row_no,
    NOT (
      regexp_full_match(quantity, getvariable('number_pattern')) AND regexp_full_match(amount, getvariable('number_pattern'))
    ) AS no_number,
    regexp_full_match(imsi, '[0-9][.,]?[0-9]*[eE][+]?[0-9]+') AS no_imsi
  FROM partner_text
)
