-- Grain: one TADIG pair and file type: what is loaded, from which to which number, how many numbers are missing between,
-- and the TAP charge by currency as decimal text.
WITH money AS (
  SELECT sender, recipient, file_type, coalesce(tap_currency, '') AS currency, tap_decimals, sum(audit_charge) AS units
  FROM source_file
  WHERE kind = 'tap' AND billable
  GROUP BY ALL
)
SELECT
  f.sender, f.recipient, f.file_type,
  count(*) AS files,
  CAST(sum(f.rows_loaded) AS BIGINT) AS records,
  min(f.sequence) AS first_sequence,
  max(f.sequence) AS last_sequence,
  max(CAST(f.sequence AS INTEGER)) - min(CAST(f.sequence AS INTEGER)) + 1 - count(DISTINCT f.sequence) AS missing,
  (
    SELECT string_agg(minor_text(m.units, m.tap_decimals) || ' ' || m.currency, ', ' ORDER BY m.currency, m.tap_decimals)
    FROM money AS m
    WHERE m.sender = f.sender AND m.recipient = f.recipient AND m.file_type = f.file_type
  ) AS tap_charge
FROM source_file AS f
WHERE f.kind IN ('tap', 'notification')
GROUP BY f.sender, f.recipient, f.file_type
ORDER BY f.sender, f.recipient, f.file_type
