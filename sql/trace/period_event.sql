-- Grain: one row of owned_event on a day of the period.
CREATE OR REPLACE TEMP VIEW period_event AS
FROM owned_event
WHERE day >= getvariable('traced_from_day') AND day < getvariable('traced_end_day')
