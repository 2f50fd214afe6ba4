-- Grain: one agreement with charged records that look filed again but carry no reference to prove it: only a warning.
SELECT no, CAST(sum(possible_duplicates) AS BIGINT) AS records
FROM period.device_fact
GROUP BY no
HAVING sum(possible_duplicates) > 0
