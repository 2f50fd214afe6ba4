-- Grain: (agreement_id, imsi): what the model, or the rules, say of a device of the list, in its order: score and evidence of
-- features.parquet, and the words of devices.parquet. No threshold, price, segment or run is in it. One scan of seen_device, whose
-- order DuckDB keeps.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT
  score, evidence,
  CAST(probability // 1000000 AS VARCHAR) || '.' || lpad(CAST(probability % 1000000 AS VARCHAR), 6, '0') AS probability,
  before_contested,
  reasons
FROM judged_device
