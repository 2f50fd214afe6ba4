-- One row: what the block's well-formed rows are, and the optional values that were left out of them.
SELECT
  count(*) AS staged,
  count(*) FILTER (WHERE imei_unusable) AS imei_unusable,
  count(*) FILTER (WHERE rat_unknown) AS rat_unknown,
  count(*) FILTER (WHERE cell_unusable) AS cell_unusable,
  count(*) FILTER (WHERE apn_unusable) AS apn_unusable
FROM signaling_row
WHERE reason IS NULL
