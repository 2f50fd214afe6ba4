-- signaling_staged: one row per distinct normalised event of the file, with the first line it stands on. A view: the
-- rows lie in signaling_row already, and whoever loads them reads them once.
CREATE OR REPLACE TEMP VIEW signaling_staged AS
SELECT
  line, event_ms, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn, event_hash
FROM signaling_row
WHERE reason IS NULL
  AND NOT EXISTS (FROM signaling_repeated WHERE signaling_repeated.line = signaling_row.line)
