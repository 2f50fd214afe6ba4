-- Grain: one touched record of the slice at hand, as tap_record. A view: the touched rows are picked before their patterns are
-- joined, not all rows after.
CREATE OR REPLACE TEMP VIEW slice_record AS
SELECT * EXCLUDE (pattern) FROM slice_row JOIN tap_pattern USING (pattern)
