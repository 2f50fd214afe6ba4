-- Grain: (agreement_id, imsi): the device list of contracts.md, every IMSI seen in the period; amounts as decimal text;
-- tap_amount is exact, so it may have more decimals than the statement. One scan of one table, whose order DuckDB keeps:
-- what hangs on thresholds and prices is looked up by place (src/runs/device-list.ts), never joined. The lookup is a column
-- of its own, because inside a macro it would be asked again wherever its name stands; the words are taken from the variable
-- itself, which is then one constant for all rows.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH placed AS (
  SELECT *, no + 1 AS agreement, CAST(rowid AS INTEGER) AS place FROM period.device_row
),
asked AS (
  SELECT *, listed(place) AS own FROM placed
),
looked AS (
  SELECT
    *,
    own.kind + 1 AS kind,
    getvariable('device_words').decimals[agreement] AS decimals,
    getvariable('device_words').places[agreement] AS places,
    own.usage,
    own.access,
    own.as_billed,
    own.tap
  FROM asked
)
SELECT
  getvariable('run_id') AS run_id,
  agreement_id,
  getvariable('period') AS period,
  imsi_text AS imsi,
  home_tadig, visited_tadig,
  getvariable('device_words').device[kind] AS device,
  probability_text AS probability,
  declared,
  getvariable('device_words').presence[kind] AS presence,
  getvariable('device_words').activity[kind] AS activity,
  getvariable('device_words').segment[kind] AS segment,
  getvariable('device_words').decision[kind] AS decision,
  getvariable('device_words').detected_by[kind] AS detected_by,
  days_observed, days_present, first_seen, last_seen, tap_records, signaling_events, bytes_up, bytes_down, sms, calls, tac, apns,
  device_amount(listed_usage_high(place), usage, decimals) AS usage_amount,
  device_amount(listed_access_high(place), access, decimals) AS access_amount,
  device_amount(listed_as_billed_high(place), as_billed, decimals) AS as_billed_amount,
  device_exact(listed_tap_high(place), tap, places, decimals) AS tap_amount,
  getvariable('device_words').currency[agreement] AS currency,
  device_reasons(
    getvariable('device_words').ruling[kind],
    own_reasons(getvariable('device_words').contested[kind], contested_reasons, reasons)
  ) AS reasons
FROM looked
