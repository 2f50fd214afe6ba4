-- Grain: (no, what segments and access fees of a device look at, could_stay, is_absent): devices that are charged, or would be had they been
-- observed. could_stay: permanent if it was there on the days that feeds may have missed, as far as days present and the longest
-- absence tell (an upper bound). is_absent: seen in signaling, never observed, and a machine by its probability.
WITH terms AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($terms, '[{"no": "INTEGER", "agreement_id": "VARCHAR", "charge_at": "VARCHAR", "days": "INTEGER",
      "max_gap_days": "INTEGER", "missed_days": "INTEGER", "rats": "INTEGER"}]')) AS item
  )
),
listed AS (
  SELECT
    t.no, d.decision, d.presence, d.activity, d.declared, d.detected_by, f.rats & t.rats AS rats, f.fee_version AS version,
    CASE WHEN f.foreign_owner THEN 0 ELSE f.fee_days END AS observed,
    CASE WHEN f.foreign_owner THEN 0 ELSE f.present_fee_days END AS present,
    CASE WHEN f.foreign_owner THEN 0 ELSE f.attaches END AS attaches,
    d.presence <> 'permanent' AND t.missed_days > 0 AND f.window_days + t.missed_days >= t.days
      AND coalesce(f.longest_gap, 0) <= (t.missed_days + 1) * t.max_gap_days + t.missed_days AS could_stay,
    d.decision = 'ignore' AND d.days_observed = 0 AND f.charged_records = 0 AND d.signaling_events > 0
      AND NOT f.foreign_owner AND t.missed_days > 0
      AND CAST(d.probability AS DECIMAL(9, 6)) >= CAST(t.charge_at AS DECIMAL(9, 6)) AS is_absent
  FROM read_parquet($devices) AS d
  JOIN terms AS t ON t.agreement_id = d.agreement_id
  JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
  WHERE d.imsi <> '' AND NOT f.excluded
)
SELECT
  no, presence, activity, declared, detected_by, CAST(rats AS INTEGER) AS rats, CAST(coalesce(version, -1) AS INTEGER) AS version,
  CAST(observed AS INTEGER) AS observed, CAST(present AS INTEGER) AS present, CAST(attaches AS INTEGER) AS attaches,
  could_stay, is_absent, count(*) AS devices
FROM listed
WHERE decision = 'charge' OR is_absent
GROUP BY ALL
ORDER BY ALL
