-- Grain: (no, imsi): the devices of the period in the order of the list; rowid, which counts from 0, is the place in it: what
-- classification goes by, as far as neither thresholds nor prices are needed for it: one scan of seen_device, whose order
-- DuckDB keeps. Numbers: what the list says in texts stands in files beside the store (sql/runs/known_parquet.sql and
-- judged_parquet.sql).
CREATE OR REPLACE TABLE period.device_row AS
SELECT
  no, imsi, is_declared AS declared, binding, probability, volume_only_iot, excluded, window_days, longest_gap,
  bytes_up, bytes_down, sms, calls,
  tap_records > 0 OR has_charged AS has_tap,
  -- A fee is due once per IMSI, by the agreement that owns it; records without an IMSI owe none.
  CASE WHEN imsi = 1 OR foreign_owner THEN 0 ELSE fee_days END AS fee_days,
  CASE WHEN imsi = 1 OR foreign_owner THEN 0 ELSE present_fee_days END AS present_fee_days,
  CASE WHEN imsi = 1 OR foreign_owner THEN 0 ELSE attaches END AS attaches,
  fee_version, rats,
  -- Neither an observed day nor a charged record, or excluded, or no IMSI at all: ignore whatever it is.
  excluded OR imsi = 1 OR (days_observed = 0 AND charged_records = 0) AS out_of_question,
  found_by
FROM judged_device
