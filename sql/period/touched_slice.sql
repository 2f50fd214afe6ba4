-- Grain: one touched row of the slice at hand.
CREATE OR REPLACE TEMP VIEW {{view}} AS FROM {{table}}
