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
  SELECT CAST(range AS INTEGER) AS row, getvariable('device_line_words').of AS words
  FROM range(getvariable('device_line_words').rows)
),
placed AS (
  SELECT row, words, line_slot(row) + 1 AS slot, words.far[1] AS far, words.moves[1] AS moves FROM numbered
)
SELECT
  line_place(row) AS place,
  words.line[slot] AS line,
  words.service[slot] AS service,
  words.pair[slot] AS pair,
  CASE WHEN moves THEN words.segment[slot] END AS segment,
  line_quantity(row) AS quantity,
  line_records(row) AS records,
  wide_integer(CASE WHEN far THEN line_tap_high(row) ELSE 0 END, line_tap(row)) AS tap,
  words.places[slot] AS tap_places,
  wide_integer(CASE WHEN far THEN line_share_high(row) ELSE 0 END, line_share(row)) AS share
FROM placed
