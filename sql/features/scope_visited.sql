-- Grain: (no, sender): the visited TADIGs of an agreement.
CREATE OR REPLACE TEMP TABLE scope_visited AS
SELECT item.no, item.sender
FROM (SELECT unnest(from_json(json_extract($scope, '$.visited'), '[{"no": "INTEGER", "sender": "VARCHAR"}]')) AS item)
