-- Appends every row of the Parquet file to signaling_coded: time, IMSI and IMEI in the form they are mostly written in,
-- texts by signaling_word. A row that is not plainly right has no event_ms; signaling_odd.sql takes it for the whole of
-- the rules, so a row that this statement does not know costs time and nothing else.
INSERT INTO signaling_coded
WITH source AS (
  SELECT *
  FROM read_parquet($path, file_row_number = true, binary_as_string = true, hive_partitioning = false)
),
written AS (
  SELECT
    file_row_number + 1 AS line,
    CAST({{instant}} AS TIMESTAMPTZ) AS instant,
    CASE WHEN {{instant}} IS NULL THEN CAST({{event_time}} AS VARCHAR) END AS event_time,
    CAST({{imsi}} AS VARCHAR) AS imsi,
    nullif(CAST({{imei}} AS VARCHAR), '') AS imei,
    CAST({{interface}} AS VARCHAR) AS interface,
    CAST({{procedure}} AS VARCHAR) AS "procedure",
    CAST({{result}} AS VARCHAR) AS result,
    CAST({{visited_plmn}} AS VARCHAR) AS visited_plmn,
    CAST({{rat}} AS VARCHAR) AS rat,
    CAST({{cell}} AS VARCHAR) AS cell,
    CAST({{apn}} AS VARCHAR) AS apn
  FROM source
),
coded AS (
  SELECT
    w.line,
    CASE
      WHEN isfinite(w.instant) THEN epoch_ms(w.instant)
      WHEN regexp_full_match(
        w.event_time,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:[.][0-9]{1,6})?Z'
      ) THEN epoch_ms(TRY_CAST(w.event_time AS TIMESTAMP))
      WHEN regexp_full_match(w.event_time, '[0-9]{1,15}') THEN CAST(w.event_time AS BIGINT)
      WHEN regexp_full_match(
        w.event_time,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:[.][0-9]{1,6})?[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]'
      ) THEN epoch_ms(TRY_CAST(w.event_time AS TIMESTAMPTZ))
    END AS event_ms,
    CASE WHEN regexp_full_match(w.imsi, '[0-9]{6,15}') THEN CAST('1' || w.imsi AS BIGINT) END AS imsi,
    CASE WHEN regexp_full_match(w.imei, '[0-9]{14,16}') THEN CAST('1' || w.imei AS BIGINT) END AS imei,
    w.imei IS NOT NULL AS has_imei,
    v1.code AS interface,
    v2.code AS "procedure",
    v3.code AS result,
    v4.code AS visited_plmn,
    v5.code AS rat,
    v6.code AS cell,
    v7.code AS apn,
    (w.interface IS NULL OR v1.spelling IS NOT NULL)
      AND (w.result IS NULL OR v3.spelling IS NOT NULL)
      AND (w.visited_plmn IS NULL OR v4.spelling IS NOT NULL)
      AND (w.rat IS NULL OR v5.spelling IS NOT NULL)
      AND (w.cell IS NULL OR v6.spelling IS NOT NULL)
      AND (w.apn IS NULL OR v7.spelling IS NOT NULL) AS texts_known
  FROM written AS w
  LEFT JOIN signaling_word AS v1 ON v1.word = 'interface' AND v1.spelling = w.interface
  LEFT JOIN signaling_word AS v2 ON v2.word = 'procedure' AND v2.spelling = w."procedure"
  LEFT JOIN signaling_word AS v3 ON v3.word = 'result' AND v3.spelling = w.result
  LEFT JOIN signaling_word AS v4 ON v4.word = 'visited_plmn' AND v4.spelling = w.visited_plmn
  LEFT JOIN signaling_word AS v5 ON v5.word = 'rat' AND v5.spelling = w.rat
  LEFT JOIN signaling_word AS v6 ON v6.word = 'cell' AND v6.spelling = w.cell
  LEFT JOIN signaling_word AS v7 ON v7.word = 'apn' AND v7.spelling = w.apn
),
judged AS (
  SELECT
    *,
    event_ms >= 631152000000
      AND event_ms < 4102444800000
      AND imsi IS NOT NULL
      AND (imei IS NOT NULL OR NOT has_imei)
      AND "procedure" IS NOT NULL
      AND texts_known AS regular
  FROM coded
)
SELECT
  $file_id, line,
  CASE WHEN regular THEN event_ms END,
  imsi, imei, interface, "procedure", result, visited_plmn, rat, cell, apn
FROM judged
