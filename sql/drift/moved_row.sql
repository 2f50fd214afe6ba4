-- Grain: one device that moved, for a file: who it is, and what either run says of it.
SELECT
  agreement_id, imsi, from_decision, to_decision, cause, from_probability, to_probability,
  CAST(from_amount AS VARCHAR) AS from_amount, CAST(to_amount AS VARCHAR) AS to_amount, from_reasons, to_reasons
FROM moved_device
WHERE from_decision IS NOT NULL AND to_decision IS NOT NULL
ORDER BY agreement_id, imsi
