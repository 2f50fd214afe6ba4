-- Grain: (day of the period, procedure, result, RAT, APN, file), by codes, of the events of the device at hand.
CREATE OR REPLACE TEMP TABLE event_group AS
SELECT e.day, e."procedure", e.result, e.rat, e.apn, e.file_id, count(*) AS events
FROM owned_event AS e
JOIN scope AS s ON s.no = getvariable('traced_no') AND e.day >= s.period_from_day AND e.day < s.period_end_day
GROUP BY ALL
