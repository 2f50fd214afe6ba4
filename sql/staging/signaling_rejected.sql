-- signaling_rejected: one row per malformed row of the files that load together: its line, a stable reason, and the
-- column at fault (null where the whole line is). Never the text of the line, which holds an IMSI.
CREATE OR REPLACE TEMP TABLE signaling_rejected (file_id INTEGER, line BIGINT, reason VARCHAR, field VARCHAR)
