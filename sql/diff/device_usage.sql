-- Table macros; grain: (device, slot, entry_row, tap_places): usage of a device of compared_device in one run's lines, by placed_line.
-- summed_usage: over TADIG pairs; alone_usage: where no device can have two, its rows as they are, for grouping them is a quarter
-- of what comparing usage costs.
CREATE OR REPLACE TEMP MACRO alone_usage(lines, of_new) AS TABLE
SELECT
  c.rowid AS device, l.slot, l.entry_row, x.tap_places, CAST(x.quantity AS BIGINT) AS quantity,
  CAST(x.records AS INTEGER) AS records, x.tap
FROM read_parquet(lines) AS x
JOIN compared_device AS c ON CASE WHEN of_new THEN c.new_place ELSE c.old_place END = x.place
JOIN placed_line AS l ON l.is_new = of_new AND l.no = c.no AND l.line = x.line AND l.service = x.service;
CREATE OR REPLACE TEMP MACRO summed_usage(lines, of_new) AS TABLE
SELECT
  device, slot, entry_row, tap_places, CAST(sum(quantity) AS BIGINT) AS quantity, CAST(sum(records) AS INTEGER) AS records,
  sum(tap) AS tap
FROM alone_usage(lines, of_new)
GROUP BY ALL
