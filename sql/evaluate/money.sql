-- Grain: one currency, in 10^-4 of it: wrongly: what people that are charged as machines owe above their TAP charge;
-- missed: what machines that are not charged would owe above theirs, if each owed as much as the mean charged machine of its
-- agreement, presence and activity (an estimate; unpriced_machines have no such peer).
WITH peer AS (
  SELECT
    agreement_id, currency, presence, activity,
    count(*) FILTER (NOT machine AND by_run) AS humans,
    sum(above_tap) FILTER (NOT machine AND by_run) AS wrongly,
    count(*) FILTER (machine AND NOT by_run) AS missed_machines,
    count(*) FILTER (machine AND by_run) AS charged_machines,
    sum(above_tap) FILTER (machine AND by_run) AS charged_above
  FROM judged_device
  WHERE in_question
  GROUP BY ALL
)
SELECT
  currency,
  CAST(sum(humans) AS BIGINT) AS humans_charged,
  CAST(coalesce(sum(wrongly), 0) AS VARCHAR) AS wrongly,
  CAST(sum(missed_machines) AS BIGINT) AS machines_missed,
  CAST(coalesce(sum(missed_machines) FILTER (charged_machines = 0), 0) AS BIGINT) AS unpriced_machines,
  CAST(coalesce(sum(charged_above * missed_machines // charged_machines) FILTER (charged_machines > 0), 0) AS VARCHAR) AS missed
FROM peer
GROUP BY currency
ORDER BY currency
