-- Grain: one way of measuring, by its number.
SELECT rowid AS number, * FROM pack_measure ORDER BY number
