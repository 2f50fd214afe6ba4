-- Grain: one row: whether a TAP record or early usage was ever loaded, and DuckDB's threads.
SELECT EXISTS (FROM tap_row) OR EXISTS (FROM early_row) AS has_records, current_setting('threads') AS threads
