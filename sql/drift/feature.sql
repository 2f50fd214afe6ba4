-- Grain: (no, imsi): the features of a run's devices as its folder has them, in the types that model_row works with.
CREATE OR REPLACE TEMP VIEW feature AS
SELECT
  s.no,
  f.* EXCLUDE (agreement_id, score, evidence, volume_only_iot)
    REPLACE (
      CAST('1' || f.imsi AS BIGINT) AS imsi,
      CAST('1' || nullif(f.tac, '') AS BIGINT) AS tac,
      CAST(f.bytes_up AS HUGEINT) AS bytes_up,
      CAST(f.bytes_down AS HUGEINT) AS bytes_down,
      CAST(f.gap_sum AS HUGEINT) AS gap_sum,
      CAST(f.gap_square_sum AS HUGEINT) AS gap_square_sum
    )
FROM read_parquet(getvariable('drift_features')) AS f
JOIN scope AS s ON s.agreement_id = f.agreement_id
