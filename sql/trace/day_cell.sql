-- Grain: one day: how many different cells events and records of the device at hand name.
WITH named AS (
  SELECT e.day, e.cell
  FROM owned_event AS e
  JOIN scope AS s ON s.no = getvariable('traced_no') AND e.day >= s.period_from_day AND e.day < s.period_end_day
  WHERE e.cell IS NOT NULL
  GROUP BY ALL
),
cell AS (
  SELECT n.day, t.value AS cell FROM named AS n JOIN text_dictionary AS t ON t.code = n.cell
  UNION
  SELECT event_day AS day, CAST(cell_id AS VARCHAR) AS cell FROM shown_record WHERE cell_id IS NOT NULL
)
SELECT day, CAST(count(*) AS INTEGER) AS cells FROM cell WHERE cell <> '' GROUP BY day
