-- Grain: one thing that the device at hand shares with others of its agreement (its TAC, one of its APNs, the IMSIs that differ
-- in the last three digits alone), and what the run decided of those.
WITH listed AS (
  SELECT imsi, tac, apns, decision FROM read_parquet($devices) WHERE agreement_id = $agreement AND imsi <> ''
),
own AS (
  SELECT imsi, tac, list_filter(string_split(apns, ';'), apn -> apn <> '') AS apns FROM listed WHERE imsi = $imsi
),
shared AS (
  SELECT 'tac' AS what, o.tac AS value, d.decision
  FROM own AS o JOIN listed AS d ON d.tac = o.tac AND d.imsi <> o.imsi
  WHERE o.tac <> ''
  UNION ALL
  SELECT 'apn', a.apn, d.decision
  FROM (SELECT imsi, unnest(apns) AS apn FROM own) AS a
  JOIN listed AS d ON d.imsi <> a.imsi AND list_contains(string_split(d.apns, ';'), a.apn)
  UNION ALL
  -- Named by nothing: its digits would be most of the device's own.
  SELECT 'imsi_block', '', d.decision
  FROM own AS o
  JOIN listed AS d
    ON length(d.imsi) = length(o.imsi) AND d.imsi <> o.imsi
    AND left(d.imsi, length(d.imsi) - 3) = left(o.imsi, length(o.imsi) - 3)
),
named AS (
  SELECT 'tac' AS what, tac AS value FROM own WHERE tac <> ''
  UNION ALL
  SELECT 'apn', unnest(apns) FROM own
  UNION ALL
  SELECT 'imsi_block', '' FROM own
)
SELECT
  n.what, n.value, count(s.decision) AS devices, count(*) FILTER (s.decision = 'charge') AS charged,
  count(*) FILTER (s.decision = 'review') AS review, count(*) FILTER (s.decision = 'ignore') AS ignored
FROM named AS n
LEFT JOIN shared AS s ON s.what = n.what AND s.value = n.value
GROUP BY n.what, n.value
ORDER BY n.what, n.value
