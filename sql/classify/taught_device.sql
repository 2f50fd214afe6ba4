-- Grain: (no, imsi): a device that a reviewer has decided in this period or an earlier one: 1 machine, 0 human.
CREATE OR REPLACE TEMP TABLE taught_device AS
SELECT item.*
FROM (SELECT unnest(from_json($rows, '[{"no": "INTEGER", "imsi": "BIGINT", "label": "INTEGER"}]')) AS item)
