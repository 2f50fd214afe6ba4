-- Grain: one word that rule 3 or a feature speaks of, with its dictionary code.
SELECT code, value
FROM text_dictionary
WHERE value IN (
  'UL', 'GPRS_UL', 'ULR', 'REGISTER', 'CREATE_SESSION', 'CL', 'CLR', 'PURGE', 'PUR', 'DEREGISTER', 'ok', 'vlr', 'NB-IOT',
  'LTE-M'
)
