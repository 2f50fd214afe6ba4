-- Grain: (agreement_id, imsi): features and evidence behind the device list, in text order.
CREATE OR REPLACE TEMP TABLE parquet_rows AS
SELECT
  $run_id AS run_id, a.agreement_id, identifier_text(f.imsi) AS imsi,
  c.score, to_json(c.evidence) AS evidence,
  f.* EXCLUDE (no, imsi, tac, apns, bytes_up, bytes_down, gap_sum, gap_square_sum, hour_counts),
  identifier_text(f.tac) AS tac, f.apns,
  CAST(f.bytes_up AS BIGINT) AS bytes_up, CAST(f.bytes_down AS BIGINT) AS bytes_down,
  CAST(f.gap_sum AS BIGINT) AS gap_sum, CAST(f.gap_square_sum AS VARCHAR) AS gap_square_sum, f.hour_counts,
  c.volume_only_iot, coalesce(g.human_segment, '') AS human_segment, coalesce(g.volume_only_segment, '') AS volume_only_segment
FROM period.device_feature AS f
JOIN device_class AS c ON c.no = f.no AND c.imsi = f.imsi
JOIN (
  SELECT item.*
  FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "agreement_id": "VARCHAR"}]')) AS item)
) AS a ON a.no = f.no
LEFT JOIN device_segment AS g ON g.no = f.no AND g.imsi = f.imsi
ORDER BY a.agreement_id, imsi
