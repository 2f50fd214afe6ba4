-- Grain: (day, radio access or APN) that an event or a record of the device at hand names; the other one is null.
WITH named AS (
  SELECT DISTINCT day, rat, NULL AS apn FROM event_group
  UNION
  SELECT DISTINCT day, NULL AS rat, apn FROM event_group
  UNION
  SELECT DISTINCT event_day, NULL AS rat, apn FROM shown_record
)
SELECT n.day, t.value AS rat, a.value AS apn
FROM named AS n
LEFT JOIN text_dictionary AS t ON t.code = n.rat
LEFT JOIN text_dictionary AS a ON a.code = n.apn
WHERE n.rat IS NOT NULL OR n.apn IS NOT NULL
