-- Grain: (agreement_id, label): devices of either run that something says what they are of, and those whose probability says the
-- contrary: of a person's TAC charge_at or more, else below review_at.
WITH side AS (
  SELECT false AS is_new, * FROM drift_from
  UNION ALL
  SELECT true AS is_new, * FROM drift_to
),
labelled AS (
  SELECT
    is_new, agreement_id, sure,
    unnest(list_filter([
      CASE WHEN tac_class = 'iot' THEN 'tac_of_machines' END,
      CASE WHEN tac_class = 'human' THEN 'tac_of_people' END,
      CASE WHEN in_declared_range THEN 'declared_imsi_range' END,
      CASE WHEN by_apn THEN 'declared_apn' END,
      CASE WHEN by_tac THEN 'declared_tac' END
    ], label -> label IS NOT NULL)) AS label
  FROM side
  WHERE NOT absent
),
judged AS (
  SELECT *, CASE label WHEN 'tac_of_people' THEN sure = 2 ELSE sure = 0 END AS contradicted FROM labelled
)
SELECT
  agreement_id, label,
  count(*) FILTER (NOT is_new) AS from_devices,
  count(*) FILTER (NOT is_new AND contradicted) AS from_contradicted,
  count(*) FILTER (is_new) AS to_devices,
  count(*) FILTER (is_new AND contradicted) AS to_contradicted
FROM judged
GROUP BY ALL
ORDER BY ALL
