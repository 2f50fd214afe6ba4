-- Grain: as device_record, with where the records lie.
CREATE OR REPLACE TEMP TABLE device_record AS
FROM judged_record UNION ALL BY NAME FROM judged_foreign_record
