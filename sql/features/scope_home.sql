-- Grain: one IMSI interval of a home network; the highest specificity owns an IMSI (a range beats a PLMN).
CREATE OR REPLACE TEMP TABLE scope_home AS
SELECT item.no, item.low, item.high, item.specificity
FROM (SELECT unnest(from_json(json_extract($scope, '$.homes'), '[{"no": "INTEGER", "low": "BIGINT", "high": "BIGINT", "specificity": "INTEGER"}]')) AS item)
