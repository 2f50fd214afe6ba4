-- Grain: one run of missing sequence numbers between chargeable files of a TADIG pair that became available in the period,
-- the last one before it and the first one after it, at most a month away (TD.57 FileSequenceNumber warning 200): what is
-- missing at an edge may be of either month, so both say so. Numbers go round from 99999 to 00001.
WITH pair AS (
  SELECT item.*
  FROM (SELECT unnest(from_json($pairs, '[{"sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
),
numbered AS (
  SELECT f.sender, f.recipient, CAST(f.sequence AS INTEGER) AS number, f.available_local // 86400 AS day, f.available_local
  FROM source_file AS f
  JOIN pair USING (sender, recipient)
  WHERE f.kind IN ('tap', 'notification') AND f.file_type = 'CD'
),
seen AS (
  SELECT sender, recipient, number FROM numbered WHERE day >= $period_day AND day < $end_day
  UNION
  SELECT sender, recipient, first(number ORDER BY available_local DESC, number DESC)
  FROM numbered
  WHERE day >= $period_day - 31 AND day < $period_day
  GROUP BY sender, recipient
),
-- A pair that uses both ends of the range has gone round: its low numbers come after its high ones.
seen_edge AS (
  SELECT sender, recipient, min(number) AS low, max(number) AS high FROM seen GROUP BY sender, recipient
),
last_seen AS (
  SELECT
    s.sender, s.recipient,
    max(CASE WHEN e.high - e.low > 50000 AND s.number < 50000 THEN s.number + 99999 ELSE s.number END) AS number
  FROM seen AS s
  JOIN seen_edge AS e USING (sender, recipient)
  GROUP BY s.sender, s.recipient
),
-- The next number, not the next file: one that was sent again, or came late, lies behind what is seen and would hide the gap after it.
chosen AS (
  SELECT sender, recipient, number FROM seen
  UNION
  SELECT n.sender, n.recipient, first(n.number ORDER BY n.available_local, n.number)
  FROM numbered AS n
  LEFT JOIN last_seen AS l USING (sender, recipient)
  WHERE n.day >= $end_day AND n.day < $end_day + 31
    AND (l.number IS NULL OR (n.number - l.number + 199998) % 99999 BETWEEN 1 AND 49999)
  GROUP BY n.sender, n.recipient
),
edge AS (
  SELECT sender, recipient, min(number) AS low, max(number) AS high FROM chosen GROUP BY sender, recipient
),
turned AS (
  SELECT n.sender, n.recipient, CASE WHEN e.high - e.low > 50000 AND n.number < 50000 THEN n.number + 99999 ELSE n.number END AS number
  FROM chosen AS n
  JOIN edge AS e USING (sender, recipient)
),
stepped AS (
  SELECT sender, recipient, number, lead(number) OVER (PARTITION BY sender, recipient ORDER BY number) AS next_number
  FROM turned
),
missing AS (
  -- A number that is loaded, whenever it became available, is not missing.
  SELECT s.sender, s.recipient, unnest(range(s.number + 1, s.next_number)) AS number
  FROM stepped AS s
  WHERE s.next_number > s.number + 1
),
lacking AS (
  SELECT m.sender, m.recipient, m.number
  FROM missing AS m
  ANTI JOIN numbered AS n
    ON n.sender = m.sender AND n.recipient = m.recipient AND n.number = (m.number - 1) % 99999 + 1
),
grouped AS (
  SELECT sender, recipient, number, number - row_number() OVER (PARTITION BY sender, recipient ORDER BY number) AS run
  FROM lacking
)
SELECT sender, recipient, CAST(min(number) AS INTEGER) AS first_missing, CAST(max(number) AS INTEGER) AS last_missing
FROM grouped
GROUP BY sender, recipient, run
ORDER BY sender, recipient, first_missing
