-- signaling_repeating: one row of the files that load together which equals, in every normalised column, an earlier row
-- of its file (in_file) or of a file before. Only rows whose IMSI and instant come twice are compared further.
CREATE OR REPLACE TEMP TABLE signaling_repeating AS
WITH candidate AS (
  SELECT imsi, event_ms
  FROM signaling_coded
  GROUP BY imsi, event_ms
  HAVING count(*) > 1
),
numbered AS (
  SELECT
    c.file_id, c.line, c.event_ms, c.imsi,
    row_number() OVER (
      PARTITION BY
        c.imsi, c.event_ms, c.imei, c.interface, c."procedure", c.result, c.visited_plmn, c.rat, c.cell, c.apn
      ORDER BY c.file_id, c.line
    ) AS occurrence,
    row_number() OVER (
      PARTITION BY
        c.imsi, c.event_ms, c.imei, c.interface, c."procedure", c.result, c.visited_plmn, c.rat, c.cell, c.apn,
        c.file_id
      ORDER BY c.line
    ) AS occurrence_in_file
  FROM signaling_coded AS c
  SEMI JOIN candidate AS d ON d.imsi = c.imsi AND d.event_ms = c.event_ms
)
SELECT file_id, line, event_ms, imsi, occurrence_in_file > 1 AS in_file
FROM numbered
WHERE occurrence > 1
