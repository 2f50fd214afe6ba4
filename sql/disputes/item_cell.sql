-- Grain: (item, line_id): what the statement has of an item in a line, as text. A device in a line is of the item that names
-- both, else of the one that names the device, else of the one that names the line; those of earlier disputes come before all.
WITH item AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($items, '[{"item": "INTEGER", "imsi": "VARCHAR", "line_id": "VARCHAR", "earlier": "BOOLEAN"}]')) AS item
  )
),
cell AS (
  SELECT own_imsi AS imsi, line_id, sum(CAST(amount AS DECIMAL(38, 6))) AS amount
  FROM report_device_line
  WHERE (SELECT bool_or(imsi = '') FROM item) OR own_imsi IN (SELECT imsi FROM item)
  GROUP BY ALL
),
named AS (
  SELECT c.imsi, c.line_id, c.amount, i.item, i.earlier, 1 AS closeness
  FROM cell AS c JOIN item AS i ON i.imsi = c.imsi AND i.line_id = c.line_id AND i.imsi <> ''
  UNION ALL
  SELECT c.imsi, c.line_id, c.amount, i.item, i.earlier, 2
  FROM cell AS c JOIN item AS i ON i.imsi = c.imsi AND i.line_id = '' AND i.imsi <> ''
  UNION ALL
  SELECT c.imsi, c.line_id, c.amount, i.item, i.earlier, 3
  FROM cell AS c JOIN item AS i ON i.imsi = '' AND i.line_id = c.line_id
),
taken AS (
  SELECT line_id, amount, item, earlier
  FROM named
  QUALIFY row_number() OVER (PARTITION BY imsi, line_id ORDER BY earlier DESC, closeness, item) = 1
)
SELECT item, line_id, CAST(sum(amount) AS VARCHAR) AS amount
FROM taken
WHERE NOT earlier
GROUP BY item, line_id
ORDER BY item, line_id
