-- Grain: one IMSI with any record or event.
CREATE OR REPLACE TEMP TABLE reference_imsi AS
SELECT imsi FROM slice_event
UNION
SELECT imsi FROM device_record
