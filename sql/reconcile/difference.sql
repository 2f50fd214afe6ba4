-- Grain: one combination of keys that does not match; free text is guarded for spreadsheets, numbers are decimal text.
CREATE TEMP VIEW difference AS
SELECT
  class, nullif(spreadsheet_text(line_id), '') AS line, nullif(spreadsheet_text(service), '') AS service,
  nullif(spreadsheet_text(segment), '') AS segment, nullif(spreadsheet_text(imsi), '') AS imsi,
  decimal_text(our_quantity, 0) AS our_quantity, decimal_text(their_quantity, 0) AS their_quantity,
  decimal_text(our_amount, decimals) AS our_amount, decimal_text(their_amount, decimals) AS their_amount,
  abs(coalesce(our_amount, 0) - coalesce(their_amount, 0)) AS money_apart,
  abs(coalesce(our_quantity, 0) - coalesce(their_quantity, 0)) AS quantity_apart
FROM reconciled
CROSS JOIN (SELECT max(decimals) AS decimals FROM report_statement)
WHERE class <> 'matched'
