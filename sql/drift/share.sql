-- Grain: (agreement_id, axis, value): devices of either run with that value. probability: the tenth that it lies in, of devices that
-- there is something to decide of.
WITH side AS (
  SELECT false AS is_new, * FROM drift_from
  UNION ALL
  SELECT true AS is_new, * FROM drift_to
),
placed AS (
  SELECT
    is_new, agreement_id,
    unnest([
      {'axis': 'device', 'value': device},
      {'axis': 'decision', 'value': decision},
      {'axis': 'presence', 'value': presence},
      {'axis': 'activity', 'value': activity},
      {'axis': 'segment', 'value': segment},
      {'axis': 'probability', 'value': CASE WHEN NOT absent THEN '0.' || CAST(least(p // 100000, 9) AS VARCHAR) END}
    ]) AS place
  FROM side
),
named AS (SELECT is_new, agreement_id, place.axis AS axis, place.value AS value FROM placed)
SELECT
  agreement_id, axis, value,
  count(*) FILTER (NOT is_new) AS from_devices,
  count(*) FILTER (is_new) AS to_devices
FROM named
WHERE value IS NOT NULL
GROUP BY agreement_id, axis, value
ORDER BY agreement_id, list_position(['device', 'decision', 'presence', 'activity', 'segment', 'probability'], axis), value
