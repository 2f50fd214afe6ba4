-- signaling_text: one row per distinct text of the block's well-formed rows.
CREATE OR REPLACE TEMP TABLE signaling_text AS
SELECT value
FROM (
  SELECT interface AS value FROM signaling_row WHERE reason IS NULL
  UNION SELECT "procedure" FROM signaling_row WHERE reason IS NULL
  UNION SELECT result FROM signaling_row WHERE reason IS NULL
  UNION SELECT visited_plmn FROM signaling_row WHERE reason IS NULL
  UNION SELECT rat FROM signaling_row WHERE reason IS NULL
  UNION SELECT cell FROM signaling_row WHERE reason IS NULL
  UNION SELECT apn FROM signaling_row WHERE reason IS NULL
)
WHERE value IS NOT NULL
