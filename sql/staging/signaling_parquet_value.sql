-- signaling_value: one row per (text column, spelling) of the Parquet file that is well formed, with its stored form,
-- null where it is empty. The rules are those of signaling_row.sql; what they refuse or leave out is not here.
CREATE OR REPLACE TEMP TABLE signaling_value AS
WITH source AS NOT MATERIALIZED (
  SELECT * FROM read_parquet($path, binary_as_string = true, hive_partitioning = false)
),
spelling AS (
  SELECT DISTINCT 'interface' AS word, CAST({{interface}} AS VARCHAR) AS spelling FROM source
  UNION ALL SELECT DISTINCT 'procedure', CAST({{procedure}} AS VARCHAR) FROM source
  UNION ALL SELECT DISTINCT 'result', CAST({{result}} AS VARCHAR) FROM source
  UNION ALL SELECT DISTINCT 'visited_plmn', CAST({{visited_plmn}} AS VARCHAR) FROM source
  UNION ALL SELECT DISTINCT 'rat', CAST({{rat}} AS VARCHAR) FROM source
  UNION ALL SELECT DISTINCT 'cell', CAST({{cell}} AS VARCHAR) FROM source
  UNION ALL SELECT DISTINCT 'apn', CAST({{apn}} AS VARCHAR) FROM source
),
trimmed AS (
  SELECT word, spelling, nullif(trim(spelling, chr(9) || chr(13) || ' '), '') AS text
  FROM spelling
  WHERE spelling IS NOT NULL
),
normal AS (
  SELECT
    word,
    spelling,
    CASE
      WHEN word IN ('interface', 'apn') THEN lower(text)
      WHEN word IN ('procedure', 'rat') THEN upper(text)
      WHEN word = 'result' AND lower(text) = 'ok' THEN 'ok'
      ELSE text
    END AS value
  FROM trimmed
)
SELECT word, spelling, value
FROM normal
WHERE value IS NULL
  OR CASE word
    WHEN 'interface' THEN value IN ('map', 's6a', 'gtp', 'sbi', 'vlr')
    WHEN 'procedure' THEN value IN (
      'SAI', 'UL', 'GPRS_UL', 'CL', 'PURGE',
      'AIR', 'ULR', 'CLR', 'PUR', 'NOR',
      'CREATE_SESSION', 'DELETE_SESSION',
      'AUTH', 'REGISTER', 'DEREGISTER',
      'REGISTERED'
    )
    WHEN 'result' THEN length(value) <= $result_max AND NOT regexp_matches(value, '[\x00-\x1f\x7f]')
    WHEN 'visited_plmn' THEN regexp_full_match(value, '[0-9]{5,6}')
    WHEN 'rat' THEN value IN ('GERAN', 'UTRAN', 'EUTRAN', 'NB-IOT', 'LTE-M', 'NR')
    WHEN 'cell' THEN length(value) <= $cell_max AND NOT regexp_matches(value, '[\x00-\x1f\x7f]')
    WHEN 'apn' THEN length(value) <= $apn_max AND NOT regexp_matches(value, '[\x00-\x1f\x7f]')
  END
