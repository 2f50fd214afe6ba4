-- Grain: as device_record, which the rows of judged_foreign_record join.
INSERT INTO device_record BY NAME SELECT * EXCLUDE (file_id, record_index) FROM judged_foreign_record
