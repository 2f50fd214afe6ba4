-- One row, none where all are such as networks make: the billable record of the settled agreements with the largest charge or
-- volume, above 2^43 TAP units or bytes. no: its agreement.
WITH sized AS (
  SELECT
    file_id, record_index, byte_offset,
    greatest(
      CAST(charge AS HUGEINT), CAST(coalesce(bytes_up, 0) AS HUGEINT) + CAST(coalesce(bytes_down, 0) AS HUGEINT)
    ) AS size
  FROM tap_record
)
SELECT p.no, f.name, r.record_index, r.byte_offset
FROM sized AS r
JOIN source_file AS f USING (file_id)
JOIN scope_pair AS p ON p.sender = f.sender AND p.recipient = f.recipient
WHERE f.billable AND r.size > 8796093022208
ORDER BY r.size DESC, f.sha256, r.record_index, p.no
LIMIT 1
