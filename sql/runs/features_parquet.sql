-- Grain: (agreement_id, imsi): features and evidence behind the device list, in its order. No price, segment or run is in
-- it: runs that differ only in those have the same bytes. One scan of seen_device, whose order DuckDB keeps.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT
  getvariable('party').agreement_id[no + 1] AS agreement_id, identifier_text(imsi) AS imsi, score, evidence,
  -- What the list has in its own words, or hangs on more than the device.
  * EXCLUDE (
    no, imsi, tac, apns, bytes_up, bytes_down, gap_sum, gap_square_sum, hour_counts, home_tadig, visited_tadig, volume_only_iot,
    binding, has_tap, has_registers, has_sessions, taught, in_question, equipment, declaration,
    score, arguments, evidence, by_tac, by_behaviour, by_signaling
  ),
  identifier_text(tac) AS tac, apns,
  bytes_up, bytes_down, gap_sum, CAST(gap_square_sum AS VARCHAR) AS gap_square_sum,
  CAST(hour_counts AS BIGINT[]) AS hour_counts,
  volume_only_iot
FROM device_evidence
