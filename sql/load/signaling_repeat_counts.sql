-- One row per file with repeats: all of them, and those that repeat a row of the file itself.
SELECT file_id, count(*) AS repeated, count(*) FILTER (WHERE in_file) AS in_file
FROM signaling_repeating
GROUP BY file_id
