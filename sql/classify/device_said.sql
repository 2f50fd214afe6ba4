-- Grain: (no, imsi): a device that lists or earlier months say something of: the verdict, whether the month before charged it,
-- and in how many months in a row before this one it was found. verdict, reviewed (a reviewer's word) and is_iot (what the
-- verdict makes of it) are NULL without a verdict. A device that nothing is said of has no row.
CREATE OR REPLACE TEMP TABLE device_said AS
WITH found AS (
  SELECT no, imsi, bool_or(charged AND age = 1) AS charged_before, bit_or(1 << (age - 1)) AS months
  FROM past_device
  GROUP BY no, imsi
)
SELECT
  no, imsi,
  v.verdict,
  v.verdict IN ('charge', 'ignore') AS reviewed,
  v.verdict IN ('charge', 'accepted') AS is_iot,
  coalesce(f.charged_before, false) AS charged_before,
  -- Ones at the low end of the bits.
  coalesce(bit_count(xor(f.months, f.months + 1)) - 1, 0) AS notices
FROM listed_verdict AS v
FULL JOIN found AS f USING (no, imsi)
