-- signaling_field: one row per row of the file from $base up to $until (0-based, half-open) that
-- stands in signaling_odd; line is the row's number from 1. A column that the file lacks is written as null. {{instant}} is the event time where it is TIMESTAMP WITH
-- TIME ZONE, else null; its text carries the session's offset, which the way back through the cast takes off again.
CREATE OR REPLACE TEMP TABLE signaling_field AS
WITH source AS (
  SELECT *
  FROM read_parquet($path, file_row_number = true, binary_as_string = true, hive_partitioning = false)
  WHERE file_row_number >= $base AND file_row_number < $until
    AND file_row_number + 1 IN (SELECT line FROM signaling_odd)
),
cast_to_text AS (
  SELECT
    file_row_number + 1 AS line,
    coalesce(
      CAST(epoch_ms(TRY_CAST(CAST({{instant}} AS VARCHAR) AS TIMESTAMPTZ)) AS VARCHAR),
      CAST({{event_time}} AS VARCHAR)
    ) AS event_time,
    CAST({{imsi}} AS VARCHAR) AS imsi,
    CAST({{imei}} AS VARCHAR) AS imei,
    CAST({{interface}} AS VARCHAR) AS interface,
    CAST({{procedure}} AS VARCHAR) AS procedure,
    CAST({{result}} AS VARCHAR) AS result,
    CAST({{visited_plmn}} AS VARCHAR) AS visited_plmn,
    CAST({{rat}} AS VARCHAR) AS rat,
    CAST({{cell}} AS VARCHAR) AS cell,
    CAST({{apn}} AS VARCHAR) AS apn
  FROM source
)
SELECT
  line,
  CAST(NULL AS VARCHAR) AS defect,
  trim(event_time, chr(9) || chr(13) || ' ') AS event_time,
  trim(imsi, chr(9) || chr(13) || ' ') AS imsi,
  trim(imei, chr(9) || chr(13) || ' ') AS imei,
  trim(interface, chr(9) || chr(13) || ' ') AS interface,
  trim(procedure, chr(9) || chr(13) || ' ') AS procedure,
  trim(result, chr(9) || chr(13) || ' ') AS result,
  trim(visited_plmn, chr(9) || chr(13) || ' ') AS visited_plmn,
  trim(rat, chr(9) || chr(13) || ' ') AS rat,
  trim(cell, chr(9) || chr(13) || ' ') AS cell,
  trim(apn, chr(9) || chr(13) || ' ') AS apn
FROM cast_to_text
