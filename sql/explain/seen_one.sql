-- Grain: one device as seen_device has it, as far as the features of the model look at it; the rest is not known here.
CREATE OR REPLACE TEMP TABLE seen_device AS
SELECT
  f.*, s.binding, feed.has_tap, feed.has_registers, feed.has_sessions, CAST(NULL AS INTEGER) AS taught, true AS in_question,
  0 AS equipment, 0 AS declaration
FROM feature AS f
JOIN scope AS s ON s.no = f.no
JOIN visited_feed AS feed ON feed.visited_key = s.visited_key
WHERE s.agreement_id = $agreement_id AND f.imsi = CAST($imsi AS BIGINT)
