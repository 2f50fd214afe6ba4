-- Grain: (place, line, service, pair): what a device has in a statement line, in the order of the device list. Integers, so
-- that a recomputation writes them at once; sql/report/report_device_line.sql tells how to read them. place: row of the device
-- in devices.parquet, from 0; line: position among the lines of its agreement's statement, from 0; service: '' for a fee;
-- pair: TADIG pair of the records by the `parties` of the statement: position of the visited code × number of home codes +
-- position of the home code, from 0; null for a fee, which is due once over all pairs;
-- segment: the one that the line's version settles the device in, null where it is the device list's, the latest version's;
-- quantity in base units of the line; tap: the exact TAP charge of the records in 10^-tap_places of the agreement's
-- currency; share: of the line's amount, in minor units. The shares of a line add up to it.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH numbered AS (
  SELECT CAST(range AS INTEGER) AS row FROM range(getvariable('device_line_words').rows)
),
-- The lookup is a column, and words are taken from the variable itself, for the reasons in devices_parquet.sql.
asked AS (SELECT row, line(row) AS own FROM numbered),
looked AS (
  SELECT row, own.slot + 1 AS slot, own.place, own.quantity, own.records, own.tap, own.share FROM asked
)
SELECT
  place,
  getvariable('device_line_words').of.line[slot] AS line,
  getvariable('device_line_words').of.service[slot] AS service,
  getvariable('device_line_words').of.pair[slot] AS pair,
  CASE WHEN getvariable('device_line_words').of.moves[1] THEN getvariable('device_line_words').of.segment[slot] END AS segment,
  quantity,
  records,
  line_amount(line_tap_high(row), tap) AS tap,
  getvariable('device_line_words').of.places[slot] AS tap_places,
  line_amount(line_share_high(row), share) AS share
FROM looked
