-- Grain: (no, kind, value, declared): what could be declared (kind 0 IMSI range, 1 APN, 2 TAC) and what is; id counts from 0.
-- from_row, until_row: the devices of a range, half-open; expression: that a declared APN is in full.
CREATE OR REPLACE TEMP TABLE proposal AS
WITH given AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($given, '[{"no": "INTEGER", "kind": "INTEGER", "value": "VARCHAR", "declared": "BOOLEAN",
      "from_row": "INTEGER", "until_row": "INTEGER", "expression": "VARCHAR"}]')) AS item
  )
),
found AS (
  SELECT no, 1 AS kind, open_apns[1] AS value
  FROM ranged_device
  WHERE newly AND data_records > 0 AND len(open_apns) = 1
    -- What the schema of agreements takes for one.
    AND regexp_full_match(open_apns[1], '[a-z0-9_-]+(\.[a-z0-9_-]+)*') AND length(open_apns[1]) <= 100
  UNION ALL
  SELECT no, 2, tac
  FROM ranged_device
  WHERE newly AND tacs = 1 AND NOT by_tac AND regexp_full_match(tac, '[0-9]{8}')
),
candidate AS (
  SELECT no, kind, value, false AS declared, 0 AS from_row, 0 AS until_row, NULL AS expression
  FROM found
  GROUP BY no, kind, value
  HAVING count(*) >= $least
  UNION ALL
  SELECT no, kind, value, declared, from_row, until_row, expression FROM given
)
SELECT CAST(row_number() OVER (ORDER BY no, declared, kind, value) - 1 AS INTEGER) AS id, * FROM candidate ORDER BY id
