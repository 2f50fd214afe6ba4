-- Grain: (no, is_new, line): a statement line of usage in either run: its version and entry in that run's
-- books, by its position, from 0.
CREATE OR REPLACE TEMP TABLE compared_line AS
SELECT item.*
FROM (
  SELECT unnest(from_json(json_extract($terms, '$.lines'), '[{
    "no": "INTEGER", "is_new": "BOOLEAN", "line": "INTEGER", "version": "TINYINT", "entry": "INTEGER"
  }]')) AS item
)
