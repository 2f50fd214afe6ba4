-- Grain: one TADIG pair whose records of the period belong to no agreement, with its TAP money in file units (rule 1).
SELECT
  f.sender, f.recipient, f.tap_currency, f.tap_decimals,
  count(*) AS records,
  CAST(sum(CAST(r.charge AS HUGEINT) + r.camel_fee - r.refund) AS VARCHAR) AS units
FROM tap_record AS r
JOIN source_file AS f ON f.file_id = r.file_id AND f.kind = 'tap' AND f.file_type = 'CD'
ANTI JOIN scope_pair AS p ON p.sender = f.sender AND p.recipient = f.recipient
WHERE r.start_local // 86400 >= $period_day AND r.start_local // 86400 < $end_day
GROUP BY ALL
ORDER BY ALL
