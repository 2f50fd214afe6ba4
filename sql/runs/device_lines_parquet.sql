-- Grain: (agreement_id, imsi, line_id, service): what a device has in a statement line, in the order of the device list and
-- of the lines. `quantity` is in base units of the line, `tap_amount` the exact TAP charge of the records behind it (null for
-- fees), `amount` the device's share of the line: the amounts of a line add up to it, the tap_amounts of a device to its own.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH placed AS (
  SELECT DISTINCT group_no, run_segment AS segment FROM device_group
),
unit AS (
  SELECT DISTINCT no, places FROM currency_factor
)
SELECT
  l.agreement_id,
  identifier_text(s.imsi) AS imsi,
  l.line_id, s.kind, s.service, p.segment,
  CAST(s.quantity AS BIGINT) AS quantity,
  s.records,
  exact_text(s.tap, unit.places, l.decimals) AS tap_amount,
  minor_text(s.share, l.decimals) AS amount
FROM device_share AS s
JOIN line AS l ON l.no = s.no AND l.line = s.line
JOIN placed AS p ON p.group_no = s.group_no
LEFT JOIN unit ON unit.no = s.no
ORDER BY l.agreement_id, text_order(s.imsi), s.imsi, s.line, s.service
