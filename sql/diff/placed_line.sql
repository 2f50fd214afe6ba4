-- Grain: (is_new, no, line, service): a statement line of usage in either run with the entry and the slot (compared_entry) that it
-- is of, by their numbers.
CREATE OR REPLACE TEMP TABLE placed_line AS
SELECT l.is_new, l.no, l.line, e.service, e.rowid AS entry_row, e.slot
FROM compared_line AS l
JOIN compared_entry AS e ON e.is_new = l.is_new AND e.no = l.no AND e.version = l.version AND e.entry = l.entry
