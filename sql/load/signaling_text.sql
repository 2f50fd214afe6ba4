-- Grain: one distinct text of the well-formed rows' open vocabularies.
SELECT DISTINCT value
FROM (
  SELECT DISTINCT interface AS value FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT "procedure" FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT result FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT visited_plmn FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT rat FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT cell FROM signaling_row WHERE reason IS NULL
  UNION SELECT DISTINCT apn FROM signaling_row WHERE reason IS NULL
)
WHERE value IS NOT NULL
ORDER BY value
