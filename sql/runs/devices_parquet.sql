-- Grain: (agreement_id, imsi): the device list of contracts.md, every IMSI seen in the period; amounts as decimal text;
-- tap_amount is exact, so it may have more decimals than the statement. One scan of one table, whose order DuckDB keeps:
-- what hangs on thresholds and prices is looked up by place (src/runs/device-list.ts), never joined.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH placed AS (
  SELECT
    *,
    getvariable('device_words') AS words,
    no + 1 AS agreement,
    CAST(rowid AS INTEGER) AS place
  FROM period.device_row
),
sized AS (
  SELECT
    *, words.decimals[agreement] AS decimals, words.places[agreement] AS places, words.far[1] AS far,
    CASE WHEN listed_contested(place) = 1 THEN contested_reasons ELSE reasons END AS own_reasons
  FROM placed
)
SELECT
  getvariable('run_id') AS run_id,
  agreement_id,
  getvariable('period') AS period,
  imsi_text AS imsi,
  home_tadig, visited_tadig,
  words.device[listed_device(place)] AS device,
  probability_text AS probability,
  declared,
  words.presence[listed_presence(place)] AS presence,
  words.activity[listed_activity(place)] AS activity,
  words.segment[listed_segment(place)] AS segment,
  words.decision[listed_decision(place)] AS decision,
  words.detected_by[listed_detected_by(place)] AS detected_by,
  days_observed, days_present, first_seen, last_seen, tap_records, signaling_events, bytes_up, bytes_down, sms, calls, tac, apns,
  amount_text(CASE WHEN far THEN listed_usage_high(place) ELSE 0 END, listed_usage(place), decimals) AS usage_amount,
  amount_text(CASE WHEN far THEN listed_access_high(place) ELSE 0 END, listed_access(place), decimals) AS access_amount,
  amount_text(CASE WHEN far THEN listed_as_billed_high(place) ELSE 0 END, listed_as_billed(place), decimals) AS as_billed_amount,
  exact_text(CASE WHEN far THEN listed_tap_high(place) ELSE 0 END, listed_tap(place), places, decimals) AS tap_amount,
  words.currency[agreement] AS currency,
  CASE
    WHEN words.ruled[1] THEN concat_ws(';', nullif(words.ruling[listed_ruling(place)], ''), nullif(own_reasons, ''))
    ELSE own_reasons
  END AS reasons
FROM sized
