-- Grain: (agreement_id, imsi): the device as the run lists it.
SELECT * FROM read_parquet($path) WHERE imsi = $imsi ORDER BY agreement_id
