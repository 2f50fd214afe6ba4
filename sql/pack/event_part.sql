-- Grain: one part of events.csv: a stretch of its rows, by device and hour, of about $rows or of one hour, and the IMSIs in it.
WITH hour AS (
  SELECT pack_place(p.ordinal, e.event_ms) AS place, p.imsi, count(*) AS rows
  FROM slice_event AS e
  JOIN packed_device AS p ON p.imsi = e.imsi
  JOIN scope AS s ON s.no = CAST($no AS INTEGER)
  WHERE e.event_ms >= s.scan_from_ms AND e.event_ms < s.scan_until_ms
  GROUP BY ALL
),
placed AS (
  SELECT *, sum(rows) OVER (ORDER BY place) // CAST($rows AS BIGINT) AS part FROM hour
)
SELECT min(place) AS first, max(place) AS last, min(imsi) AS first_imsi, max(imsi) AS last_imsi
FROM placed
GROUP BY part
ORDER BY first
