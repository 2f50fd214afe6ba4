-- One row: the span of time that the files which load together share with files loaded before, and which of those
-- share it, by the first and last instant of each day; nulls where none does.
SELECT
  min(greatest(g.min_ms, d.min_ms)) AS from_ms,
  max(least(g.max_ms, d.max_ms)) AS to_ms,
  min(d.file_id) AS first_file,
  max(d.file_id) AS last_file
FROM file_day AS g
JOIN file_day AS d ON d.day = g.day AND d.min_ms <= g.max_ms AND d.max_ms >= g.min_ms
WHERE g.file_id BETWEEN $first AND $last AND d.file_id < $first
