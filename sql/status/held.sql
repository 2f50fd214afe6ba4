-- Grain: one file whose audit does not agree: held back, or billable because audits were only reported.
SELECT sha256, name, billable, code, detail, byte_offset, tag_path, rows_loaded
FROM source_file
WHERE code IS NOT NULL
ORDER BY sha256
