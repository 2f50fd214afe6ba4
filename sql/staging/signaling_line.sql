-- signaling_line: one row per physical line of the block being read; rowid + 1 is its place in the block, because the
-- table is filled by one statement after another, each from a single list.
CREATE OR REPLACE TEMP TABLE signaling_line (text VARCHAR)
