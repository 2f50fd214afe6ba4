-- Grain: (file, code): an exchange rate of a TAP file that the run reads: units of the local currency for 1 of TAP's, as an
-- integer of 10^-decimals. Files that are held back carry no money. Nobody agrees on a rate of more than 30 decimals.
SELECT
  f.file_id, f.sender, f.recipient, f.tap_currency, f.local_currency, x.code, x.decimals, CAST(x.rate AS VARCHAR) AS rate
FROM tap_exchange_rate AS x
JOIN source_file AS f ON f.file_id = x.file_id
WHERE f.billable AND f.file_type = 'CD' AND f.local_currency IS NOT NULL
  AND x.decimals BETWEEN 0 AND 30
  AND f.sha256 IN (SELECT unnest(from_json($files, '["VARCHAR"]')))
ORDER BY f.sha256, x.code, x.decimals, x.rate
