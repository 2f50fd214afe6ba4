-- Grain: one combination of keys that does not match; free text is guarded for spreadsheets.
SELECT
  class, nullif(spreadsheet_text(line_id), '') AS line, nullif(spreadsheet_text(service), '') AS service,
  nullif(spreadsheet_text(segment), '') AS segment, nullif(spreadsheet_text(imsi), '') AS imsi, our_quantity, their_quantity, our_amount, their_amount
FROM reconciled
WHERE class <> 'matched'
ORDER BY line_id, service, segment, imsi, class
