-- Grain: one loaded file with warnings.
SELECT name, sha256, kind, warnings FROM source_file WHERE warnings NOT IN ('[]', '{}') ORDER BY name, sha256
