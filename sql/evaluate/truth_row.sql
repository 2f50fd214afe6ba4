-- Grain: one row of the truth file as it stands. Columns that are read: imsi, device; silent, kind and resembles where they are there.
CREATE OR REPLACE TEMP TABLE truth_row AS
SELECT COLUMNS(c -> lower(c) IN ('imsi', 'device', 'kind', 'silent', 'resembles'))
FROM read_csv($path, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', null_padding = false)
