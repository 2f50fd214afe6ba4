-- Grain: (no, imsi, segment): a segment that some step of the bridge may settle the device in.
CREATE OR REPLACE TEMP TABLE device_candidate AS
SELECT DISTINCT no, imsi, unnest([run_segment, volume_only_segment, human_segment]) AS segment FROM device_segment
