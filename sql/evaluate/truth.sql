-- Grain: one device of the truth file.
CREATE OR REPLACE TEMP VIEW truth AS
SELECT imsi, device, {{kind}} AS kind, {{silent}} AS silent FROM truth_row
