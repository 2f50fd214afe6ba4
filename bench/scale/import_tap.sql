-- tap_record: one row per TAP record, from Parquet.
CREATE TABLE tap_record AS SELECT * FROM read_parquet('{{path}}')
