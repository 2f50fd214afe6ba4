-- signaling_line: one row per physical line of the block being read, in file order, because one statement after another
-- fills it, each from a single list. So rowid counts the lines, from an origin that is not 0 inside a transaction.
CREATE OR REPLACE TEMP TABLE signaling_line (text VARCHAR)
