-- Grain: (no, is_new, line): a statement line of usage in either run: its entry in that run's book, by its position, from 0.
CREATE OR REPLACE TEMP TABLE compared_line AS
SELECT item.*
FROM (
  SELECT unnest(from_json(json_extract($terms, '$.lines'), '[{
    "no": "INTEGER", "is_new": "BOOLEAN", "line": "INTEGER", "entry": "INTEGER"
  }]')) AS item
)
