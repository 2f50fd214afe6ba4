-- Grain: one row: whether a file of signaling events is among those that count otherwise.
SELECT EXISTS (
  FROM changed_file AS c
  JOIN file_day AS d ON d.file_id = c.file_id
  WHERE d.min_ms IS NOT NULL
) AS has_signaling
