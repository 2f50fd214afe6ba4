-- Grain: (no, interface, day): signaling events of the agreement's visited party, of all home networks, by local day, from the
-- first day of window or period on. interface: '' where a row names none. feed_quarter has quarters of an hour: no zone
-- parts them.
CREATE OR REPLACE TABLE period.feed_day AS
WITH placed AS (
  SELECT s.no, q.interface, (q.quarter * 900000::BIGINT + z.offset_ms) // 86400000 AS day, q.events
  FROM feed_quarter AS q
  JOIN scope_plmn AS p ON p.plmn_code = q.visited_plmn
  JOIN scope AS s ON s.no = p.no
  JOIN scope_zone AS z ON z.no = s.no AND q.quarter * 900000::BIGINT >= z.from_ms AND q.quarter * 900000::BIGINT < z.until_ms
  WHERE day >= least(s.window_from_day, s.period_from_day) AND day < s.period_end_day
)
SELECT p.no, coalesce(w.value, '') AS interface, CAST(p.day AS INTEGER) AS day, CAST(sum(p.events) AS BIGINT) AS events
FROM placed AS p
LEFT JOIN text_dictionary AS w ON w.code = p.interface
GROUP BY ALL
ORDER BY ALL
