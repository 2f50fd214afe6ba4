-- Grain: one TAP file whose records counted when the period store was filled.
CREATE OR REPLACE TABLE period.filled_live AS
SELECT file_id, billable, returned FROM live_file
