-- Grain: one TAP record of the period that was filed again: where it lies, and where the copy that is kept lies.
CREATE OR REPLACE TEMP VIEW repeated_record AS
WITH period AS (
  SELECT any_value(period_from_day) AS from_day, any_value(period_end_day) AS end_day FROM scope
)
SELECT
  coalesce(r.imsi, 1) AS imsi, f.sender, f.recipient, f.sha256, r.byte_offset,
  kept.sha256 AS kept_sha256, k.byte_offset AS kept_byte_offset
FROM duplicate_record AS d
JOIN source_file AS f ON f.file_id = d.file_id
JOIN slice_record AS r ON r.file_id = d.file_id AND r.record_index = d.record_index
JOIN source_file AS kept ON kept.file_id = d.kept_file_id
JOIN slice_record AS k ON k.file_id = d.kept_file_id AND k.record_index = d.kept_index
CROSS JOIN period
WHERE r.start_local // 86400 >= period.from_day AND r.start_local // 86400 < period.end_day
