-- Grain: (imsi, visited_plmn): signaling events of the period that belong to no agreement; visited_plmn is null where an
-- event names none.
CREATE OR REPLACE TEMP TABLE reference_unmatched AS
WITH period AS (
  SELECT
    CAST(any_value(period_from_day) AS BIGINT) * 86400000 AS from_ms, CAST(any_value(period_end_day) AS BIGINT) * 86400000 AS until_ms
  FROM scope
)
SELECT e.imsi, e.visited_plmn, count(*) AS events
FROM slice_event AS e
CROSS JOIN period
ANTI JOIN reference_owner AS o ON o.imsi = e.imsi AND o.plmn_code = coalesce(e.visited_plmn, -1)
WHERE e.event_ms >= period.from_ms AND e.event_ms < period.until_ms
GROUP BY ALL
