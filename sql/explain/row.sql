-- Grain: one row: the device that stands at this row of the file, from 0.
SELECT * EXCLUDE (file_row_number) FROM read_parquet($path, file_row_number = true) WHERE file_row_number = $row
