-- One row per distinct text of signaling_value that has no code yet.
SELECT DISTINCT value
FROM signaling_value
WHERE value IS NOT NULL AND value NOT IN (SELECT value FROM text_dictionary)
ORDER BY value
