-- Grain: (file_id, day) of the files from $first to $last: the days of their call events, by the local clock and in UTC.
INSERT INTO file_day
WITH dated AS (
  SELECT DISTINCT file_id, start_local // 86400 AS local_day, (start_local - 60 * CAST(utc_offset AS BIGINT)) // 86400 AS utc_day
  FROM {{table}}
  WHERE file_id BETWEEN $first AND $last
)
SELECT DISTINCT file_id, unnest([local_day, utc_day]), NULL, NULL FROM dated
