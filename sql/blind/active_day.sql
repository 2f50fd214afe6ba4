-- Grain: (no, days): charged devices with TAP records that are not silent, by the days on which they have data; one of calls and messages
-- alone counts as of a single day.
SELECT
  CAST(list_position(from_json($agreements, '["VARCHAR"]'), d.agreement_id) - 1 AS INTEGER) AS no,
  CAST(greatest(f.data_days, 1) AS INTEGER) AS days, count(*) AS devices
FROM read_parquet($devices) AS d
JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
WHERE d.decision = 'charge' AND d.activity <> 'silent' AND d.imsi <> '' AND d.tap_records > 0
  AND list_contains(from_json($agreements, '["VARCHAR"]'), d.agreement_id)
GROUP BY ALL
ORDER BY ALL
