-- Grain: one value: what is said of the ways of measuring of usage_row by their number, as lists; wanted: entries of the run's
-- agreements ask for the way (the period store may know others, of earlier settlements).
SET VARIABLE usage_words = (
  SELECT {
    'version_no': list(k.version_no ORDER BY k.usage),
    'service': list(k.service ORDER BY k.usage),
    'measure': list(k.measure ORDER BY k.usage),
    'step': list(k.step ORDER BY k.usage),
    'per_session': list(k.per_session ORDER BY k.usage),
    'pair': list(k.pair ORDER BY k.usage),
    'tap_currency': list(k.tap_currency ORDER BY k.usage),
    'tap_decimals': list(k.tap_decimals ORDER BY k.usage),
    'wanted': list(m.no IS NOT NULL ORDER BY k.usage)
  }
  FROM period.usage_key AS k
  LEFT JOIN usage_measure AS m
    ON m.no = k.no AND m.service = k.service AND m.measure = k.measure AND m.step = k.step
    AND m.per_session = k.per_session
)
