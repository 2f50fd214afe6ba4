-- Grain: one silent device that is charged: its agreement, and the first and last millisecond that anything is seen of it.
SELECT
  CAST(list_position(from_json($agreements, '["VARCHAR"]'), d.agreement_id) - 1 AS INTEGER) AS no, f.first_ms, f.last_ms
FROM read_parquet($devices) AS d
JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
WHERE d.decision = 'charge' AND d.activity = 'silent' AND d.imsi <> '' AND f.first_ms IS NOT NULL AND f.last_ms IS NOT NULL
  AND list_contains(from_json($agreements, '["VARCHAR"]'), d.agreement_id)
