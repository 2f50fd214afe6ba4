-- Grain: (no, sender, recipient): the TADIG pairs of an agreement.
CREATE OR REPLACE TEMP TABLE scope_pair AS
SELECT item.no, item.sender, item.recipient
FROM (SELECT unnest(from_json(json_extract($scope, '$.pairs'), '[{"no": "INTEGER", "sender": "VARCHAR", "recipient": "VARCHAR"}]')) AS item)
