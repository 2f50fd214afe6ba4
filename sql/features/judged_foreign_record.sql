-- Grain: as judged_record, which these rows join: a record filed to somebody else than the agreement that owns its IMSI, which
-- knows it and never charges it (rule 4).
CREATE OR REPLACE TEMP VIEW judged_foreign_record AS
WITH by_day AS (
  SELECT
    d.*, s.*,
    CASE WHEN s.basis = 'start_utc' THEN d.utc_day ELSE d.local_day END AS event_day
  FROM dated_record AS d
  JOIN foreign_imsi AS o ON o.imsi = d.imsi AND o.kind_no = d.kind_no
  JOIN scope AS s ON s.no = o.no
)
SELECT
  no, imsi, kind_no, service, event_day >= period_from_day AND event_day < period_end_day AS in_period, false AS charged,
  event_day, local_hour, start_ms, imei, apn, duration, bytes_up, bytes_down, charge, camel_fee, refund, reference,
  CASE WHEN service = 'data' THEN gateway ELSE rec_entity END AS node,
  file_id, record_index
FROM by_day
WHERE (event_day >= scan_from_day OR start_ms >= scan_from_ms) AND event_day < period_end_day
