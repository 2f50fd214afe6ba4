-- Grain: (no, imsi): what the statement says of a device's records beside its money: the TADIG pair they came under, charged
-- records whose IMSI another network owns, and charged records that look filed again but carry no reference to prove it.
CREATE OR REPLACE TEMP VIEW device_fact AS
WITH filed AS (
  SELECT
    s.no, s.imsi, min(k.recipient) AS home_tadig, min(k.sender) AS visited_tadig,
    CAST(coalesce(sum(s.records) FILTER (s.charged AND s.imsi <> 1 AND o.no IS DISTINCT FROM s.no), 0) AS BIGINT)
      AS foreign_records
  FROM record_sum AS s
  JOIN file_kind AS k ON k.kind_no = s.kind_no
  LEFT JOIN imsi_sender_owner AS o ON o.imsi = s.imsi AND o.sender = k.sender
  GROUP BY s.no, s.imsi
),
again AS (
  SELECT no, imsi, count(*) - 1 AS copies
  FROM device_record
  WHERE charged AND reference IS NULL
  GROUP BY no, imsi, service, start_ms, duration, bytes_up, bytes_down, CAST(charge AS HUGEINT) + camel_fee - refund
  HAVING count(*) > 1
),
repeated AS (
  SELECT no, imsi, sum(copies) AS copies FROM again GROUP BY no, imsi
)
SELECT filed.*, CAST(coalesce(repeated.copies, 0) AS BIGINT) AS possible_duplicates
FROM filed
LEFT JOIN repeated USING (no, imsi)
