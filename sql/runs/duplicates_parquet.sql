-- Grain: one TAP record of the period that was filed again: where it lies, and where the copy that is kept lies.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT * EXCLUDE (imsi) FROM period.repeated_record ORDER BY sha256, byte_offset
