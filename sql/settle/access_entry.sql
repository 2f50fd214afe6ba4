-- Grain: (no, line, segment): the segments an access line charges.
CREATE OR REPLACE TEMP TABLE access_entry AS
SELECT item.*
FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "line": "INTEGER", "segment": "VARCHAR"}]')) AS item)
