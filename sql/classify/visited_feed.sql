-- Grain: visited_key: what feeds a visited party has in the period, by the features of all its devices.
CREATE OR REPLACE TEMP VIEW visited_feed AS
SELECT
  s.visited_key,
  sum(f.tap_records + f.data_records + f.sms + f.calls) > 0 AS has_tap,
  sum(f.registration_attempts - f.sessions) > 0 OR sum(f.authentications) > 0 AS has_registers,
  sum(f.sessions) > 0 AS has_sessions
FROM feature AS f
JOIN scope AS s ON s.no = f.no
GROUP BY s.visited_key
