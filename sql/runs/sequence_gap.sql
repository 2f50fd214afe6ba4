-- Grain: one run of missing sequence numbers between the chargeable files of a TADIG pair that became available in the
-- period (TD.57 FileSequenceNumber warning 200). Numbers go round from 99999 to 00001.
WITH pair AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($pairs, '[{"sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
),
numbered AS (
  SELECT DISTINCT f.sender, f.recipient, CAST(f.sequence AS INTEGER) AS number,
    f.available_local // 86400 >= $period_day AND f.available_local // 86400 < $end_day AS in_period
  FROM source_file AS f
  JOIN pair USING (sender, recipient)
  WHERE f.kind IN ('tap', 'notification') AND f.file_type = 'CD'
),
edge AS (
  SELECT sender, recipient, min(number) AS low, max(number) AS high
  FROM numbered WHERE in_period GROUP BY sender, recipient
),
-- A pair that uses both ends of the range has gone round: its low numbers come after its high ones.
turned AS (
  SELECT n.sender, n.recipient, CASE WHEN e.high - e.low > 50000 AND n.number < 50000 THEN n.number + 99999 ELSE n.number END AS number
  FROM numbered AS n
  JOIN edge AS e USING (sender, recipient)
  WHERE n.in_period
),
stepped AS (
  SELECT sender, recipient, number, lead(number) OVER (PARTITION BY sender, recipient ORDER BY number) AS next_number
  FROM turned
)
SELECT
  s.sender, s.recipient,
  s.number + 1 AS first_missing,
  s.next_number - 1 AS last_missing
FROM stepped AS s
WHERE s.next_number > s.number + 1
ORDER BY ALL
