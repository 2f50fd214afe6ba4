-- Grain: one device of the truth file.
CREATE OR REPLACE TEMP VIEW truth AS
SELECT
  imsi, device, CAST({{kind}} AS VARCHAR) AS kind, CAST({{silent}} AS VARCHAR) AS silent,
  CAST({{resembles}} AS VARCHAR) AS resembles
FROM truth_row
