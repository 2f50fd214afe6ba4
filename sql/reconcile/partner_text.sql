-- Grain: one row of the partner's file, as text, by its row number. A column's place is 0 where the profile names none.
CREATE TEMP TABLE partner_text AS
SELECT
  row_no,
  trim(coalesce(cells[$line_at], '')) AS line_id, trim(coalesce(cells[$service_at], '')) AS service,
  trim(coalesce(cells[$segment_at], '')) AS segment, trim(coalesce(cells[$imsi_at], '')) AS imsi,
  CASE WHEN $quantity_at = 0 THEN '0' ELSE trim(coalesce(cells[$quantity_at], '')) END AS quantity,
  CASE WHEN $amount_at = 0 THEN '0' ELSE trim(coalesce(cells[$amount_at], '')) END AS amount
FROM (SELECT row_number() OVER () AS row_no, [*COLUMNS(*)] AS cells FROM partner_cells)
