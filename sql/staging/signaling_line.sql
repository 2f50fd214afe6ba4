-- signaling_line: one row per line of the block that is judged in SQL, with its number in the file.
CREATE OR REPLACE TEMP TABLE signaling_line (line BIGINT, text VARCHAR)
