-- Grain: one row of {{source}} in the slice at hand: an interval of IMSIs, of which the first also has the rows without one.
CREATE OR REPLACE TEMP VIEW {{view}} AS
SELECT * FROM {{source}} WHERE imsi BETWEEN getvariable('slice_low') AND getvariable('slice_high')
UNION ALL
SELECT * FROM {{source}} WHERE imsi IS NULL AND getvariable('slice_low') = 0
