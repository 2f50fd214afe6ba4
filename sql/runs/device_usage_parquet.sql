-- Grain: (place, version_no, service, measure, step, per_session, pair, tap_currency, tap_decimals): charged usage of a device in each way that
-- some entry of a version of its agreement measures it: what lines, baselines and bridge are worked out from. place: row of the device in
-- devices.parquet, from 0; quantity in base units after rounding up; billed_units: the TAP charge in 10^-tap_decimals of
-- tap_currency. One scan in the order of the list; the words are looked up, never joined.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH worded AS (SELECT *, usage + 1 AS way, getvariable('usage_words') AS words FROM period.usage_row)
SELECT
  place,
  words.version_no[way] AS version_no,
  words.service[way] AS service,
  words.measure[way] AS measure,
  words.step[way] AS step,
  words.per_session[way] AS per_session,
  words.pair[way] AS pair,
  words.tap_currency[way] AS tap_currency,
  words.tap_decimals[way] AS tap_decimals,
  quantity, records, billed_units
FROM worded
WHERE words.wanted[way]
