-- Grain: (file, reason): malformed signaling rows kept aside, with the first line.
SELECT f.name, f.sha256, r.reason, count(*) AS rows, min(r.line) AS first_line
FROM signaling_rejected_row AS r
JOIN source_file AS f ON f.file_id = r.file_id
GROUP BY ALL
ORDER BY f.name, f.sha256, r.reason
