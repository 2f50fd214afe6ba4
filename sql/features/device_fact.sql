-- Grain: (no, imsi): what the statement says of a device's records beside its money: the TADIG pair they came under, charged
-- records whose IMSI another network owns, and charged records that look filed again but carry no reference to prove it.
CREATE OR REPLACE TEMP TABLE device_fact AS
WITH filed AS (
  SELECT
    r.no, r.imsi, min(f.recipient) AS home_tadig, min(f.sender) AS visited_tadig,
    count(*) FILTER (r.charged AND r.imsi <> 1 AND o.no IS DISTINCT FROM r.no) AS foreign_records
  FROM device_record AS r
  JOIN source_file AS f ON f.file_id = r.file_id
  LEFT JOIN imsi_sender_owner AS o ON o.imsi = r.imsi AND o.sender = f.sender
  WHERE r.in_period OR r.charged
  GROUP BY r.no, r.imsi
),
again AS (
  SELECT no, imsi, count(*) - 1 AS copies
  FROM device_record
  WHERE charged AND reference IS NULL
  GROUP BY no, imsi, service, start_ms, duration, bytes_up, bytes_down, billed_units
  HAVING count(*) > 1
),
repeated AS (
  SELECT no, imsi, sum(copies) AS copies FROM again GROUP BY no, imsi
)
SELECT filed.*, CAST(coalesce(repeated.copies, 0) AS BIGINT) AS possible_duplicates
FROM filed
LEFT JOIN repeated USING (no, imsi)
