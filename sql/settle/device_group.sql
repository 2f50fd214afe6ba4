-- Grain: (no, imsi): the group whose members every step of the bridge treats alike.
CREATE OR REPLACE TEMP TABLE device_group AS
SELECT
  *,
  dense_rank() OVER (
    ORDER BY no, charged, volume_only_iot, has_tap, activity, run_segment, volume_only_segment, human_segment
  ) AS group_no
FROM device_segment
