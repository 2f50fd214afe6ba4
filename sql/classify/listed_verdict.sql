-- Grain: (no, imsi): what a reviewer (charge, ignore), or else the partner (accepted, rejected), says of a device for the period.
CREATE OR REPLACE TEMP TABLE listed_verdict AS
SELECT item.*
FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "imsi": "BIGINT", "verdict": "VARCHAR"}]')) AS item)
