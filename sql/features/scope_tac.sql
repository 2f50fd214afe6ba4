-- Grain: one declared TAC, as the integer 1 followed by its digits.
CREATE OR REPLACE TEMP TABLE scope_tac AS
SELECT DISTINCT item.no, item.tac
FROM (SELECT unnest(from_json(json_extract($scope, '$.tacs'), '[{"no": "INTEGER", "tac": "BIGINT"}]')) AS item)
