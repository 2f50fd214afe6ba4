-- Grain: one file whose records are known: a live TAP file, or one of early usage (NRTRDE), never billable. kind_no: what its
-- records have in common for money, as in file_kind.
CREATE OR REPLACE TEMP TABLE known_file AS
WITH known AS (
  SELECT
    file_id, sender, recipient, tap_currency, tap_decimals, true AS is_tap, billable, returned,
    available_local // 86400 AS file_day
  FROM live_file
  UNION ALL
  SELECT file_id, sender, recipient, NULL, NULL, false, false, false, available_local // 86400
  FROM source_file
  WHERE kind = 'nrtrde'
)
SELECT
  *, CAST(dense_rank() OVER (ORDER BY tap_currency, tap_decimals, sender, recipient, is_tap) AS INTEGER) AS kind_no
FROM known
