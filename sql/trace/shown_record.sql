-- Grain: one row of known_record of the period, or charged late.
CREATE OR REPLACE TEMP VIEW shown_record AS
FROM known_record WHERE in_period OR charged
