-- Grain: one loaded file, what it claims to be, the profile that mapped it, and as JSON the numbers of the files that it returns whole (RAP).
SELECT
  f.file_id, f.sha256, f.billable, f.sender, f.recipient, f.file_type, f.sequence, f.rap_sequence,
  p.digest AS profile,
  CAST(to_json(coalesce((SELECT list(r.sequence ORDER BY r.sequence) FROM returned_file AS r WHERE r.file_id = f.file_id), [])) AS VARCHAR) AS returned
FROM source_file AS f
LEFT JOIN file_profile AS p ON p.file_id = f.file_id
ORDER BY f.file_id
