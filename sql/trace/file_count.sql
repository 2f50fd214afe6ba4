-- Grain: one file that events or records shown of the device at hand lie in.
WITH counted AS (
  SELECT file_id, events, 0 AS records FROM event_group
  UNION ALL
  SELECT file_id, 0 AS events, count(*) AS records FROM shown_record GROUP BY file_id
)
SELECT f.name, f.sha256, CAST(sum(c.events) AS BIGINT) AS events, CAST(sum(c.records) AS BIGINT) AS records
FROM counted AS c
JOIN source_file AS f ON f.file_id = c.file_id
GROUP BY ALL
