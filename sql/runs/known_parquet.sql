-- Grain: (agreement_id, imsi): features behind the device list, in its order, as features.parquet has them beside score and
-- evidence; and behind them what devices.parquet alone has of a device, as far as it hangs neither on the model nor on
-- thresholds and prices. One scan of seen_device, whose order DuckDB keeps.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT
  getvariable('party').agreement_id[no + 1] AS agreement_id, identifier_text(imsi) AS imsi,
  -- What the list has in its own words, or hangs on more than the device.
  * EXCLUDE (
    no, imsi, tac, apns, bytes_up, bytes_down, gap_sum, gap_square_sum, hour_counts, home_tadig, visited_tadig, volume_only_iot,
    binding, has_tap, has_registers, has_sessions, taught, in_question, all_declared_tac, all_declared_apn, is_declared,
    equipment, declaration
  ),
  identifier_text(tac) AS tac, apns,
  bytes_up, bytes_down, gap_sum, CAST(gap_square_sum AS VARCHAR) AS gap_square_sum,
  CAST(hour_counts AS BIGINT[]) AS hour_counts,
  volume_only_iot,
  -- The pair of the device's own records; without any, the agreement's first.
  coalesce(home_tadig, getvariable('party').home_tadig[no + 1]) AS home_tadig,
  coalesce(visited_tadig, getvariable('party').visited_tadig[no + 1]) AS visited_tadig,
  is_declared AS declared,
  utc_text(first_ms) AS first_seen,
  utc_text(last_ms) AS last_seen,
  coalesce(identifier_text(tac), '') AS list_tac,
  coalesce(apns, '') AS list_apns
FROM seen_device
