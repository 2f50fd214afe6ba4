-- Grain: (no, pair): the TADIG pairs of an agreement. pair: position of the visited code × number of home codes + position of
-- the home code, from 0.
CREATE OR REPLACE TEMP TABLE scope_pair AS
SELECT item.*
FROM (
  SELECT unnest(from_json(json_extract($scope, '$.pairs'), '[{"no": "INTEGER", "pair": "INTEGER", "sender": "VARCHAR",
    "recipient": "VARCHAR"}]')) AS item
)
