-- signaling_repeated: one row per well-formed row of the file that equals an earlier one in every normalised column.
-- Only rows whose hash occurs twice are compared, and then column by column.
CREATE OR REPLACE TEMP TABLE signaling_repeated AS
WITH candidate AS (
  SELECT event_hash
  FROM signaling_row
  WHERE reason IS NULL
  GROUP BY event_hash
  HAVING count(*) > 1
),
numbered AS (
  SELECT
    line,
    event_hash,
    row_number() OVER (
      PARTITION BY
        event_hash, event_ms, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn
      ORDER BY line
    ) AS occurrence
  FROM signaling_row
  WHERE reason IS NULL
    AND event_hash IN (SELECT event_hash FROM candidate)
)
SELECT line, event_hash
FROM numbered
WHERE occurrence > 1
ORDER BY line
