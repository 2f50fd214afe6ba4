-- Macro: all normalised columns of an event → 63-bit non-negative BIGINT. It only finds candidates: equality is always
-- confirmed on the columns themselves, and the number never leaves the store. DuckDB's hash() may change with its
-- version, so it is compared inside one file only; events of different files are compared by their columns.
CREATE OR REPLACE TEMP MACRO signaling_hash(
  event_ms, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn
) AS CAST(
  hash(event_ms, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn) >> 1 AS BIGINT
)
