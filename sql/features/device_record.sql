-- Grain: as judged_record, without where the records lie: a table, because usage and features read it several times.
CREATE OR REPLACE TEMP TABLE device_record AS SELECT * EXCLUDE (file_id, record_index) FROM judged_record
