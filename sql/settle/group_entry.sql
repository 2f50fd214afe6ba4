-- Grain: (group_no, service, entry): an entry that prices a service of the group in some step of the bridge, with its
-- measure; in_run: it is the one that the run settles by.
CREATE OR REPLACE TEMP TABLE group_entry AS
WITH segment AS (
  SELECT DISTINCT group_no, no, run_segment, unnest([run_segment, volume_only_segment, human_segment]) AS segment
  FROM device_group
)
SELECT
  s.group_no, u.service, u.entry, u.measure, u.step, u.per_session, bool_or(s.segment = s.run_segment) AS in_run
FROM segment AS s
JOIN usage_entry AS u ON u.no = s.no AND u.segment = s.segment
GROUP BY s.group_no, u.service, u.entry, u.measure, u.step, u.per_session
