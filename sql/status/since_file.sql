-- Grain: (agreement, file): a loaded file that a run does not know, with rows of the agreement where its month looks: how many. TAP and NRTRDE by
-- the day of their records, or, where charges follow the file, by its own; signaling by whose event it is (rule 1).
WITH agreement AS (
  SELECT item.*
  FROM (SELECT unnest(from_json(json_extract($belonging, '$.windows'), '[{
    "no": "INTEGER", "basis": "VARCHAR", "first_day": "INTEGER", "end_day": "INTEGER", "from_day": "INTEGER", "from_ms": "BIGINT",
    "until_ms": "BIGINT"
  }]')) AS item)
),
pair AS (
  SELECT item.*
  FROM (SELECT unnest(from_json(json_extract($belonging, '$.pairs'), '[{"no": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
),
plmn AS (
  SELECT item.no, coalesce(t.code, -1) AS plmn_code
  FROM (SELECT unnest(from_json(json_extract($belonging, '$.plmns'), '[{"no": "INTEGER", "plmn": "VARCHAR"}]')) AS item)
  LEFT JOIN text_dictionary AS t ON t.value = item.plmn
  WHERE item.plmn = '' OR t.code IS NOT NULL
),
home AS (
  SELECT item.*
  FROM (SELECT unnest(from_json(json_extract($belonging, '$.homes'), '[{
    "no": "INTEGER", "low": "BIGINT", "high": "BIGINT", "specificity": "INTEGER"
  }]')) AS item)
),
unknown AS (
  SELECT f.*, f.available_local // 86400 AS file_day
  FROM source_file AS f
  ANTI JOIN (SELECT unnest(from_json($known, '["VARCHAR"]')) AS sha256) AS known ON known.sha256 = f.sha256
),
tap AS (
  SELECT a.*, f.file_id, f.sha256, f.kind, a.basis = 'file_available' AND f.kind = 'tap' AND f.file_day >= a.first_day AND f.file_day < a.end_day AS by_file
  FROM agreement AS a
  JOIN pair AS p ON p.no = a.no
  JOIN unknown AS f ON f.sender = p.sender AND f.recipient = p.recipient
  WHERE (f.kind = 'tap' AND f.file_type = 'CD') OR f.kind = 'nrtrde'
),
near_tap AS (
  SELECT *
  FROM tap AS t
  WHERE by_file OR EXISTS (SELECT 1 FROM file_day AS d WHERE d.file_id = t.file_id AND d.day >= t.from_day AND d.day < t.end_day)
),
dated AS (
  SELECT t.*, r.start_local, r.utc_offset FROM near_tap AS t JOIN tap_record AS r ON r.file_id = t.file_id WHERE t.kind = 'tap'
  UNION ALL
  SELECT t.*, r.start_local, r.utc_offset FROM near_tap AS t JOIN early_record AS r ON r.file_id = t.file_id WHERE t.kind = 'nrtrde'
),
near_signaling AS (
  SELECT f.file_id, f.sha256
  FROM unknown AS f
  JOIN file_day AS d ON d.file_id = f.file_id
  WHERE d.max_ms >= (SELECT min(from_ms) FROM agreement) AND d.min_ms < (SELECT max(until_ms) FROM agreement)
  GROUP BY f.file_id, f.sha256
),
-- Files are told by the numbers that they were given as they were loaded, which are those of their rows.
event AS (
  SELECT f.sha256, e.imsi, coalesce(e.visited_plmn, -1) AS plmn_code, e.event_ms
  FROM near_signaling AS f
  JOIN signaling_event AS e ON e.file_id = f.file_id
),
owner AS (
  SELECT e.imsi, e.plmn_code, first(h.no ORDER BY h.specificity DESC, h.no) AS no
  FROM (SELECT DISTINCT imsi, plmn_code FROM event) AS e
  JOIN plmn AS p ON p.plmn_code = e.plmn_code
  JOIN home AS h ON h.no = p.no AND e.imsi BETWEEN h.low AND h.high
  GROUP BY e.imsi, e.plmn_code
),
owned AS (
  SELECT o.no, e.sha256
  FROM event AS e
  JOIN owner AS o ON o.imsi = e.imsi AND o.plmn_code = e.plmn_code
  JOIN agreement AS a ON a.no = o.no
  WHERE e.event_ms >= a.from_ms AND e.event_ms < a.until_ms
)
SELECT no, sha256, kind, count(*) AS rows
FROM dated
WHERE by_file OR CASE basis
  WHEN 'start_utc' THEN (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400 BETWEEN from_day AND end_day - 1
  ELSE start_local // 86400 BETWEEN from_day AND end_day - 1
END
GROUP BY no, sha256, kind
UNION ALL
SELECT no, sha256, 'signaling', count(*) FROM owned GROUP BY no, sha256
ORDER BY no, sha256
