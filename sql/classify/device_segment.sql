-- Grain: (no, imsi): the segments a device is settled in: by the run, by volume_only, and as a human (rules 6 and 11).
-- Excluded devices are in no line and no baseline.
CREATE OR REPLACE TEMP TABLE device_segment AS
SELECT
  c.no, c.imsi,
  c.decision = 'charge' AS charged,
  c.volume_only_iot,
  c.tap_records > 0 OR c.has_charged AS has_tap,
  -- A fee is due once per IMSI, by the agreement that owns it; records without an IMSI owe none.
  CASE WHEN c.imsi = 1 OR c.foreign_owner THEN 0 ELSE c.fee_days END AS fee_days,
  CASE WHEN c.imsi = 1 OR c.foreign_owner THEN 0 ELSE c.present_fee_days END AS present_fee_days,
  CASE WHEN c.imsi = 1 OR c.foreign_owner THEN 0 ELSE c.attaches END AS attaches,
  c.activity, c.excluded,
  human.segment AS human_segment,
  CASE WHEN c.decision = 'charge' THEN iot.segment ELSE human.segment END AS run_segment,
  CASE
    WHEN NOT c.volume_only_iot THEN human.segment
    WHEN c.decision = 'charge' THEN iot.segment
    ELSE declared_iot.segment
  END AS volume_only_segment
FROM period.device_class AS c
JOIN segment_map AS human ON human.no = c.no AND human.device = 'human' AND human.presence = c.presence
  AND human.activity = c.activity AND human.declared = c.declared AND human.detected_by = c.detected_by AND human.rats = c.rats
JOIN segment_map AS iot ON iot.no = c.no AND iot.device = 'iot' AND iot.presence = c.presence
  AND iot.activity = c.activity AND iot.declared = c.declared AND iot.detected_by = c.detected_by AND iot.rats = c.rats
JOIN segment_map AS declared_iot ON declared_iot.no = c.no AND declared_iot.device = 'iot'
  AND declared_iot.presence = c.presence AND declared_iot.activity = c.activity AND declared_iot.declared
  AND declared_iot.detected_by = c.detected_by AND declared_iot.rats = c.rats
WHERE NOT c.excluded
