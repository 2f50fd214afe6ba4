-- Grain: one row of the partner's file (the header is none): its cells as text, in the order of its columns.
CREATE TEMP VIEW partner_cells AS
SELECT *
FROM read_csv(getvariable('partner_path'), header = true, all_varchar = true, delim = getvariable('separator'), quote = '"',
  escape = '"', strict_mode = true)
