-- Grain: one file seen and not loaded.
SELECT name, sha256, kind, status, code, detail, byte_offset, tag_path, record_index, sender, recipient, sequence
FROM rejected_file
ORDER BY identity
