-- Grain: (no, imsi): a device of the period store that has no place in its list yet.
CREATE OR REPLACE TEMP VIEW fresh_feature AS
SELECT f.*
FROM feature AS f
ANTI JOIN kept_device AS k ON k.no = f.no AND k.imsi = f.imsi
