-- Grain: one agreement: the live TAP files of its TADIG pairs with a record dated in the period.
SELECT s.no, count(DISTINCT d.file_id) AS files
FROM scope AS s
LEFT JOIN file_agreement AS a ON a.no = s.no
LEFT JOIN file_day AS d
  ON d.file_id = a.file_id AND d.day >= s.period_from_day AND d.day < s.period_end_day
  AND d.file_id IN (SELECT file_id FROM live_file)
GROUP BY s.no
ORDER BY s.no
