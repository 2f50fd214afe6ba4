-- One row: what was staged. A repeated row has the time of the one it repeats. Warnings are counted over every well-formed row, so their number does not depend on which
-- of several equal rows comes first.
SELECT
  (SELECT count(*) FROM signaling_staged) AS staged,
  (SELECT count(*) FROM signaling_rejected) AS rejected,
  (SELECT count(*) FROM signaling_repeated) AS repeated,
  min(event_ms) AS min_event_ms,
  max(event_ms) AS max_event_ms,
  count(*) FILTER (WHERE imei_unusable) AS imei_unusable,
  count(*) FILTER (WHERE rat_unknown) AS rat_unknown,
  count(*) FILTER (WHERE cell_unusable) AS cell_unusable,
  count(*) FILTER (WHERE apn_unusable) AS apn_unusable
FROM signaling_row
WHERE reason IS NULL
