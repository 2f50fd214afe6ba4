-- Grain: one dictionary code that names a signaling procedure, with its part in presence (rule 3).
CREATE OR REPLACE TEMP TABLE procedure_role AS
SELECT
  code,
  CASE
    WHEN value IN ('UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION') THEN 'registration'
    WHEN value IN ('CL', 'CLR') THEN 'cancel'
    WHEN value IN ('PURGE', 'PUR', 'DEREGISTER') THEN 'purge'
  END AS role
FROM text_dictionary
WHERE value IN ('UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION', 'CL', 'CLR', 'PURGE', 'PUR', 'DEREGISTER')
