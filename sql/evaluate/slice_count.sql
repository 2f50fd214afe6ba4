-- Grain: (method, slice): counts of devices in question by what they are and what the method says. The slices overlap.
-- looks_human, looks_machine: by the plain thresholds, so that machines that behave like people are those of the first, and
-- people that behave like machines those of the second; human_like_machines and machine_like_humans by the
-- truth file. first_month: no history for the presence rule.
WITH sliced AS (
  SELECT
    *,
    unnest(list_filter([
      'all',
      CASE WHEN silent THEN 'silent' END,
      CASE WHEN tac = '' THEN 'imei_masked' END,
      CASE WHEN silent AND tac = '' THEN 'silent_imei_masked' END,
      CASE WHEN NOT declared THEN 'undeclared' END,
      CASE WHEN tap_records = 0 THEN 'signaling_only' END,
      CASE WHEN NOT by_thresholds THEN 'looks_human' END,
      CASE WHEN by_thresholds THEN 'looks_machine' END,
      CASE WHEN machine AND resembles = 'human' THEN 'human_like_machines' END,
      CASE WHEN NOT machine AND resembles = 'machine' THEN 'machine_like_humans' END,
      CASE WHEN presence = 'insufficient_history' THEN 'first_month' END,
      CASE WHEN kind IS NOT NULL THEN 'kind ' || kind END
    ], s -> s IS NOT NULL)) AS slice
  FROM judged_device
  WHERE in_question
),
said AS (
  SELECT
    slice, machine,
    unnest([
      {'method': 'run', 'charged': by_run},
      {'method': 'declared', 'charged': by_declared},
      {'method': 'declared_and_tap', 'charged': by_declared_and_tap},
      {'method': 'tac', 'charged': by_tac},
      {'method': 'apn_then_tac', 'charged': by_apn_then_tac},
      {'method': 'thresholds', 'charged': coalesce(by_thresholds, false)}
    ]) AS verdict
  FROM sliced
)
SELECT
  verdict.method AS method, slice,
  count(*) FILTER (machine) AS machines,
  count(*) FILTER (NOT machine) AS humans,
  count(*) FILTER (machine AND verdict.charged) AS machines_charged,
  count(*) FILTER (NOT machine AND verdict.charged) AS humans_charged
FROM said
GROUP BY verdict.method, slice
ORDER BY
  list_position(['run', 'declared', 'declared_and_tap', 'tac', 'apn_then_tac', 'thresholds'], verdict.method),
  starts_with(slice, 'kind '), slice <> 'all', slice
