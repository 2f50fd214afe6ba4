-- Grain: one combination of the keys that the partner's file tells apart, on either side: what each side has, and what that
-- makes it. Several rows of one combination are summed. A difference is let pass up to the greater of the absolute tolerance and
-- the percentage of the larger side.
CREATE TEMP TABLE reconciled AS
WITH ours AS (
  SELECT line_id, service, segment, imsi, sum(quantity) AS quantity, sum(amount) AS amount, count(*) AS rows
  FROM ours_row
  GROUP BY line_id, service, segment, imsi
),
theirs AS (
  SELECT line_id, service, segment, imsi, sum(quantity) AS quantity, sum(amount) AS amount, count(*) AS rows
  FROM theirs_row
  GROUP BY line_id, service, segment, imsi
),
paired AS (
  SELECT
    coalesce(o.line_id, t.line_id) AS line_id, coalesce(o.service, t.service) AS service,
    coalesce(o.segment, t.segment) AS segment, coalesce(o.imsi, t.imsi) AS imsi,
    o.rows AS our_rows, t.rows AS their_rows,
    CASE WHEN $has_quantity THEN o.quantity END AS our_quantity, CASE WHEN $has_quantity THEN t.quantity END AS their_quantity,
    CASE WHEN $has_amount THEN o.amount END AS our_amount, CASE WHEN $has_amount THEN t.amount END AS their_amount
  FROM ours AS o
  FULL JOIN theirs AS t
    ON t.line_id = o.line_id AND t.service = o.service AND t.segment = o.segment AND t.imsi = o.imsi
)
SELECT
  CASE
    WHEN their_rows IS NULL THEN 'only_ours'
    WHEN our_rows IS NULL THEN 'only_theirs'
    WHEN within(our_quantity, their_quantity, CAST($quantity_tolerance AS DECIMAL(38, 9)))
      AND within(our_amount, their_amount, CAST($amount_tolerance AS DECIMAL(38, 9))) THEN 'matched'
    ELSE 'different'
  END AS class,
  *
FROM paired
