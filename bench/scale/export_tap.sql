-- One row per TAP record as it is loaded, as one Parquet file.
COPY (SELECT * FROM tap_record) TO '{{path}}' (FORMAT parquet)
