-- Grain: one known record of a device under the agreement (`no`) that its TADIG pair belongs to (rule 1), within reach of the
-- period. A record without an IMSI stands under the empty IMSI (integer 1). version_no: the version that charges it, by
-- the day that the agreement's basis takes (rule 2); null where it is not charged. file_id and record_index say where it lies.
CREATE OR REPLACE TEMP VIEW judged_record AS
WITH by_day AS (
  SELECT
    d.* EXCLUDE (imsi),
    coalesce(d.imsi, 1) AS imsi,
    f.* EXCLUDE (file_id),
    CASE WHEN f.basis = 'start_utc' THEN d.utc_day ELSE d.local_day END AS event_day,
    CASE f.basis WHEN 'start_utc' THEN d.utc_day WHEN 'start_local' THEN d.local_day ELSE d.file_day END AS charge_day
  FROM dated_record AS d
  JOIN file_agreement AS f ON f.file_id = d.file_id
),
judged AS (
  SELECT
    r.*,
    r.event_day >= r.period_from_day AND r.event_day < r.period_end_day AS in_period,
    r.billable AND x.imsi IS NULL AND r.charge_day >= r.charge_from_day AND r.charge_day < r.charge_end_day AS charged
  FROM by_day AS r
  LEFT JOIN excluded_imsi AS x ON x.no = r.no AND x.imsi = r.imsi
  WHERE r.whole_file OR (r.charge_day >= r.since_day AND r.charge_day < r.until_day)
)
SELECT
  no, imsi, kind_no, service, in_period, charged, CASE WHEN charged THEN version_no END AS version_no, CAST(event_day AS INTEGER) AS event_day,
  CAST(local_hour AS INTEGER) AS local_hour, start_ms, imei, apn, duration, bytes_up, bytes_down, charge, camel_fee, refund, reference,
  CASE WHEN service = 'data' THEN gateway ELSE rec_entity END AS node,
  file_id, record_index
FROM judged
-- A record's own day may be the one before the zone's, or the one before that, while its instant is within reach.
WHERE charged OR ((event_day >= scan_from_day OR start_ms >= scan_from_ms) AND event_day < period_end_day)
