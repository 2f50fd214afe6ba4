-- Grain: (agreement_id, imsi), in the order of the device list: its features as JSON; the evidence is a text in it.
SELECT CAST(to_json(f) AS VARCHAR) AS text
FROM (SELECT * REPLACE (CAST(evidence AS VARCHAR) AS evidence) FROM read_parquet($path)) AS f
