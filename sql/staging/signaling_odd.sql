-- signaling_odd: one row per row of a Parquet file that the whole of the rules must judge, by its line.
CREATE OR REPLACE TEMP TABLE signaling_odd AS
SELECT line FROM signaling_coded WHERE file_id = $file_id AND event_ms IS NULL
