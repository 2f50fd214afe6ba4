-- Grain: one IMSI range of an agreement by role (declared, excluded), inclusive.
CREATE OR REPLACE TEMP TABLE scope_range AS
SELECT item.no, item.role, item.low, item.high
FROM (SELECT unnest(from_json(json_extract($scope, '$.ranges'), '[{"no": "INTEGER", "role": "VARCHAR", "low": "BIGINT", "high": "BIGINT"}]')) AS item)
