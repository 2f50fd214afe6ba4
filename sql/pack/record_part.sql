-- Grain: one part of records.csv: a stretch of its rows, by device and hour, of about $rows or of one hour, and the IMSIs in it.
WITH hour AS (
  SELECT pack_place(p.ordinal, r.start_ms) AS place, p.imsi, count(*) AS rows
  FROM device_record AS r
  JOIN packed_device AS p ON p.imsi = r.imsi
  WHERE r.no = CAST($no AS INTEGER)
  GROUP BY ALL
),
placed AS (
  SELECT *, sum(rows) OVER (ORDER BY place) // CAST($rows AS BIGINT) AS part FROM hour
)
SELECT min(place) AS first, max(place) AS last, min(imsi) AS first_imsi, max(imsi) AS last_imsi
FROM placed
GROUP BY part
ORDER BY first
