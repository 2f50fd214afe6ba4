-- Grain: one day: how many different cells events and records of the device at hand name.
WITH named AS (
  SELECT day, cell FROM period_event WHERE cell IS NOT NULL GROUP BY ALL
),
cell AS (
  SELECT n.day, t.value AS cell FROM named AS n JOIN text_dictionary AS t ON t.code = n.cell
  UNION
  SELECT event_day AS day, CAST(cell_id AS VARCHAR) AS cell
  FROM (SELECT event_day, cell_id FROM shown_record WHERE cell_id IS NOT NULL GROUP BY ALL)
)
SELECT day, CAST(count(*) AS INTEGER) AS cells FROM cell WHERE cell <> '' GROUP BY day
