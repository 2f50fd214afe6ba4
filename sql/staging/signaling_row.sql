-- signaling_row: one row per row of signaling_field, normalised: docs/inputs.md as SQL. `reason` is
-- null where the row is well formed.
-- Refused (reason): what names the event (time, IMSI, procedure, interface, visited PLMN, result) must be understood.
-- Left out (flag): an unusable IMEI, RAT, cell or APN must not lose a sign of life.
-- The form of a time is checked before the cast, because DuckDB also casts hour 24, an offset of 99 hours and a time
-- without offset; the cast then refuses days that no calendar has. Only 1990 to 2099 is believed, so that seconds
-- taken for milliseconds fail instead of landing in 1970. A fraction is cut after the millisecond.
CREATE OR REPLACE TEMP TABLE signaling_row AS
WITH present AS (
  SELECT
    line,
    defect,
    nullif(event_time, '') AS event_time,
    nullif(imsi, '') AS imsi,
    nullif(imei, '') AS imei,
    nullif(lower(interface), '') AS interface,
    nullif(upper(procedure), '') AS procedure,
    nullif(CASE WHEN lower(result) = 'ok' THEN 'ok' ELSE result END, '') AS result,
    nullif(visited_plmn, '') AS visited_plmn,
    nullif(upper(rat), '') AS rat,
    nullif(cell, '') AS cell,
    nullif(lower(apn), '') AS apn
  FROM signaling_field
),
parsed AS (
  SELECT
    * EXCLUDE (imsi, imei),
    imsi IS NULL AS imsi_missing,
    CASE
      WHEN regexp_full_match(event_time, '[0-9]{1,15}') THEN TRY_CAST(event_time AS BIGINT)
      WHEN regexp_full_match(
        event_time,
        '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ](?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:[.][0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])'
      ) THEN epoch_ms(TRY_CAST(upper(event_time) AS TIMESTAMPTZ))
    END AS event_ms,
    CASE WHEN regexp_full_match(imsi, '[0-9]{6,15}') THEN TRY_CAST('1' || imsi AS BIGINT) END AS imsi,
    CASE WHEN regexp_full_match(imei, '[0-9]{14,16}') THEN TRY_CAST('1' || imei AS BIGINT) END AS imei,
    coalesce(NOT regexp_full_match(imei, '[0-9]{14,16}'), false) AS imei_unusable,
    coalesce(rat NOT IN ('GERAN', 'UTRAN', 'EUTRAN', 'NB-IOT', 'LTE-M', 'NR'), false) AS rat_unknown,
    coalesce(length(cell) > $cell_max OR regexp_matches(cell, '[\x00-\x1f\x7f]'), false) AS cell_unusable,
    coalesce(length(apn) > $apn_max OR regexp_matches(apn, '[\x00-\x1f\x7f]'), false) AS apn_unusable
  FROM present
),
judged AS (
  SELECT
    *,
    CASE
      WHEN defect IS NOT NULL THEN defect
      WHEN event_time IS NULL THEN 'missing_event_time'
      WHEN event_ms IS NULL OR event_ms < 631152000000 OR event_ms >= 4102444800000 THEN 'bad_event_time'
      WHEN imsi_missing THEN 'missing_imsi'
      WHEN imsi IS NULL THEN 'bad_imsi'
      WHEN procedure IS NULL THEN 'missing_procedure'
      WHEN procedure NOT IN (
        'SAI', 'UL', 'GPRS_UL', 'CL', 'PURGE',
        'AIR', 'ULR', 'CLR', 'PUR', 'NOR',
        'CREATE_SESSION', 'DELETE_SESSION',
        'AUTH', 'REGISTER', 'DEREGISTER',
        'REGISTERED'
      ) THEN 'unknown_procedure'
      WHEN interface NOT IN ('map', 's6a', 'gtp', 'sbi', 'vlr') THEN 'unknown_interface'
      WHEN length(result) > $result_max OR regexp_matches(result, '[\x00-\x1f\x7f]') THEN 'bad_result'
      WHEN NOT regexp_full_match(visited_plmn, '[0-9]{5,6}') THEN 'bad_plmn'
    END AS reason
  FROM parsed
),
kept AS (
  SELECT
    line, event_ms, imsi, imei, interface, procedure, result, visited_plmn, reason,
    imei_unusable, rat_unknown, cell_unusable, apn_unusable,
    CASE WHEN NOT rat_unknown THEN rat END AS rat,
    CASE WHEN NOT cell_unusable THEN cell END AS cell,
    CASE WHEN NOT apn_unusable THEN apn END AS apn
  FROM judged
)
SELECT
  line,
  event_ms,
  imsi,
  imei,
  interface,
  procedure,
  result,
  visited_plmn,
  rat,
  cell,
  apn,
  reason,
  imei_unusable,
  rat_unknown,
  cell_unusable,
  apn_unusable
FROM kept
