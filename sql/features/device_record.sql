-- Grain: (no, file_id, record_index): one known TAP record of a device within reach of the period. A record belongs
-- to the agreement of its TADIG pair (rule 1); one filed to another recipient is known to the agreement that owns the
-- IMSI, never charged there (rule 4). A record without an IMSI stands under the empty IMSI (integer 1).
CREATE OR REPLACE TEMP TABLE device_record AS
WITH belonging AS (
  SELECT scope_pair.no, true AS belongs, d.*
  FROM dated_record AS d
  JOIN scope_pair ON scope_pair.sender = d.sender AND scope_pair.recipient = d.recipient
  UNION ALL
  SELECT o.no, false AS belongs, d.*
  FROM dated_record AS d
  JOIN imsi_sender_owner AS o ON o.imsi = d.imsi AND o.sender = d.sender
  ANTI JOIN scope_pair AS p ON p.no = o.no AND p.sender = d.sender AND p.recipient = d.recipient
),
by_day AS (
  SELECT
    b.* EXCLUDE (imsi),
    coalesce(b.imsi, 1) AS imsi,
    CASE WHEN s.basis = 'start_utc' THEN b.utc_day ELSE b.local_day END AS event_day,
    CASE s.basis WHEN 'start_utc' THEN b.utc_day WHEN 'start_local' THEN b.local_day ELSE b.file_day END AS charge_day,
    s.period_from_day, s.period_end_day, s.term_from_day, s.term_end_day, s.scan_from_day
  FROM belonging AS b
  JOIN scope AS s ON s.no = b.no
),
judged AS (
  SELECT
    *,
    event_day >= period_from_day AND event_day < period_end_day AS in_period,
    belongs AND billable
      AND charge_day >= greatest(period_from_day, term_from_day)
      AND charge_day < least(period_end_day, term_end_day)
      AND NOT EXISTS (
        SELECT 1 FROM scope_range AS x
        WHERE x.role = 'excluded' AND x.no = by_day.no AND by_day.imsi BETWEEN x.low AND x.high
      ) AS charged
  FROM by_day
)
SELECT
  no, file_id, record_index, service, imsi, imei, duration, bytes_up, bytes_down,
  CAST(charge AS HUGEINT) + camel_fee - refund AS billed_units,
  tap_currency, tap_decimals, reference, gateway, rec_entity, apn, start_ms, event_day, local_hour, is_tap, in_period, charged
FROM judged
WHERE charged OR (event_day >= scan_from_day AND event_day < period_end_day)
