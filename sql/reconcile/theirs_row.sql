-- Grain: one row of the partner's file, in our words and base units. Its quantities have nine places at most, so that a product with the
-- size of a unit is exact.
CREATE TEMP TABLE theirs_row AS
WITH word AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($words, '[{"key": "VARCHAR", "theirs": "VARCHAR", "ours": "VARCHAR"}]')) AS item)
),
plain AS (
  SELECT * REPLACE (
    replace(CASE WHEN $thousands_sign = '' THEN quantity ELSE replace(quantity, $thousands_sign, '') END, $decimal_sign, '.') AS quantity,
    replace(CASE WHEN $thousands_sign = '' THEN amount ELSE replace(amount, $thousands_sign, '') END, $decimal_sign, '.') AS amount
  )
  FROM partner_text
)
SELECT
  coalesce(l.ours, t.line_id) AS line_id,
  coalesce(s.ours, t.service) AS service,
  coalesce(g.ours, t.segment) AS segment,
  t.imsi,
  CAST(t.quantity AS DECIMAL(24, 9)) * CAST($size AS DECIMAL(14, 0)) AS quantity,
  CAST(t.amount AS DECIMAL(38, 9)) AS amount
FROM plain AS t
LEFT JOIN word AS l ON l.key = 'line' AND l.theirs = t.line_id
LEFT JOIN word AS s ON s.key = 'service' AND s.theirs = t.service
LEFT JOIN word AS g ON g.key = 'segment' AND g.theirs = t.segment
