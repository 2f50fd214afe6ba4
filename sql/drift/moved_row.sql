-- Grain: one device whose decision changed, for a file: who it is, and what either run says of it.
SELECT
  m.agreement_id, m.imsi, m.from_decision, m.to_decision, m.cause,
  o.probability AS from_probability, n.probability AS to_probability,
  CAST(m.from_amount AS VARCHAR) AS from_amount, CAST(m.to_amount AS VARCHAR) AS to_amount,
  o.reasons AS from_reasons, n.reasons AS to_reasons
FROM moved_device AS m
JOIN read_parquet($from_devices) AS o ON o.agreement_id = m.agreement_id AND o.imsi = m.imsi
JOIN read_parquet($to_devices) AS n ON n.agreement_id = m.agreement_id AND n.imsi = m.imsi
ORDER BY m.agreement_id, m.imsi
