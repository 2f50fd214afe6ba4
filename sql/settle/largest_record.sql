-- One row, none without TAP: the billable record with the largest charge or volume.
SELECT f.name, r.record_index, r.byte_offset
FROM tap_record AS r
JOIN source_file AS f USING (file_id)
WHERE f.billable
ORDER BY
  greatest(
    CAST(r.charge AS HUGEINT),
    CAST(coalesce(r.bytes_up, 0) AS HUGEINT) + CAST(coalesce(r.bytes_down, 0) AS HUGEINT)
  ) DESC,
  f.sha256,
  r.record_index
LIMIT 1
