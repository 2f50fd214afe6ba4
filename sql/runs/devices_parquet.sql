-- Grain: (agreement_id, imsi): what of the device list hangs on thresholds, prices and the run; amounts as decimal
-- text; tap_amount is exact, so it may have more decimals than the statement. As many rows as the file of judged_parquet.sql has, in
-- groups like its own; nothing of it is read. All is looked up by place (src/runs/device-list.ts), never joined. The lookup is a column
-- of its own, because inside a macro it would be asked again wherever its name stands; the words are taken from the variable
-- itself, which is then one constant for all rows.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH placed AS (
  SELECT CAST(file_row_number AS INTEGER) AS place FROM read_parquet(getvariable('judged_file'), file_row_number = true)
),
asked AS (
  SELECT place, listed(place) AS own FROM placed
),
looked AS (
  SELECT
    place,
    own.kind + 1 AS kind,
    getvariable('device_words').decimals[own.kind + 1] AS decimals,
    getvariable('device_words').places[own.kind + 1] AS places,
    own.usage,
    own.access,
    own.as_billed,
    own.tap
  FROM asked
)
SELECT
  getvariable('run_id') AS run_id,
  getvariable('period') AS period,
  getvariable('device_words').device[kind] AS device,
  getvariable('device_words').presence[kind] AS presence,
  getvariable('device_words').activity[kind] AS activity,
  getvariable('device_words').segment[kind] AS segment,
  getvariable('device_words').decision[kind] AS decision,
  getvariable('device_words').detected_by[kind] AS detected_by,
  device_amount(listed_usage_high(place), usage, decimals) AS usage_amount,
  device_amount(listed_access_high(place), access, decimals) AS access_amount,
  device_amount(listed_as_billed_high(place), as_billed, decimals) AS as_billed_amount,
  device_exact(listed_tap_high(place), tap, places, decimals) AS tap_amount,
  getvariable('device_words').currency[kind] AS currency
FROM looked
