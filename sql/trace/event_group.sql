-- Grain: (day, procedure, result, RAT, APN, file), by codes, of period_event.
CREATE OR REPLACE TEMP TABLE event_group AS
SELECT day, "procedure", result, rat, apn, file_id, count(*) AS events FROM period_event GROUP BY ALL
