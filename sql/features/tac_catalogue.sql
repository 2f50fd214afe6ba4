-- Grain: one TAC of the catalogue, as the integer 1 followed by its digits, with the class of its device type.
CREATE OR REPLACE TEMP TABLE tac_catalogue AS
SELECT item.tac, item.device_type, item.tac_class
FROM (SELECT unnest(from_json(json_extract($scope, '$.catalogue'), '[{"tac": "BIGINT", "device_type": "VARCHAR", "tac_class": "VARCHAR"}]')) AS item)
