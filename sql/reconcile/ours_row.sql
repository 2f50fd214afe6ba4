-- Grain: one row of what a device has in a statement line, and one for each line that no device is in (commitment, adjustment).
-- Keys that the partner's file does not tell apart are empty.
CREATE TEMP TABLE ours_row AS
WITH said AS (
  SELECT
    line_id, coalesce(service, '') AS service, segment, own_imsi AS imsi, CAST(quantity AS DECIMAL(38, 9)) AS quantity,
    CAST(amount AS DECIMAL(38, 9)) AS amount
  FROM report_device_line
  UNION ALL
  SELECT line_id, coalesce(service, ''), '', '', CAST(quantity AS DECIMAL(38, 9)), CAST(amount AS DECIMAL(38, 9))
  FROM report_line
  WHERE kind IN ('commitment', 'adjustment')
)
SELECT
  CASE WHEN $by_line THEN line_id ELSE '' END AS line_id,
  CASE WHEN $by_service THEN service ELSE '' END AS service,
  CASE WHEN $by_segment THEN segment ELSE '' END AS segment,
  CASE WHEN $by_imsi THEN imsi ELSE '' END AS imsi,
  quantity, amount
FROM said
