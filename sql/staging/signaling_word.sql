-- signaling_word: one row of {{texts}} with the code of its text, null where it has none yet. The dictionary is large,
-- so it is gone through once and not for every column.
CREATE OR REPLACE TEMP TABLE signaling_word AS
SELECT t.*, d.code
FROM {{texts}} AS t
LEFT JOIN (
  SELECT code, value FROM text_dictionary
  UNION ALL
  SELECT code, value FROM text_pending
) AS d ON d.value = t.value
