-- Grain: (agreement_id, imsi): features and evidence behind the device list, in text order. No price, segment or run is in
-- it: runs that differ only in those have the same bytes.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT
  a.agreement_id, identifier_text(f.imsi) AS imsi,
  -- DuckDB would write a HUGEINT as a binary fraction.
  CAST(c.score AS INTEGER) AS score, c.evidence,
  f.* EXCLUDE (no, imsi, tac, apns, bytes_up, bytes_down, gap_sum, gap_square_sum, hour_counts),
  identifier_text(f.tac) AS tac, f.apns,
  CAST(f.bytes_up AS BIGINT) AS bytes_up, CAST(f.bytes_down AS BIGINT) AS bytes_down,
  CAST(f.gap_sum AS BIGINT) AS gap_sum, CAST(f.gap_square_sum AS VARCHAR) AS gap_square_sum, f.hour_counts,
  c.volume_only_iot
FROM feature AS f
JOIN period.device_row AS c ON c.no = f.no AND c.imsi = f.imsi
JOIN agreement_name AS a ON a.no = f.no
ORDER BY a.agreement_id, text_order(f.imsi), f.imsi
