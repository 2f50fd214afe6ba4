-- Grain: one group of devices: how many there are, and what they have in common.
SELECT
  no, group_no, charged, volume_only_iot, has_tap, activity, run_segment, volume_only_segment, human_segment,
  count(*) AS devices
FROM device_group
GROUP BY ALL
ORDER BY no, group_no
