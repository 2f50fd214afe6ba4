-- Grain: (no, apn code): every loaded APN that matches a declared APN of the agreement.
CREATE OR REPLACE TEMP TABLE scope_apn AS
SELECT DISTINCT item.no, item.apn
FROM (SELECT unnest(from_json(json_extract($scope, '$.apns'), '[{"no": "INTEGER", "apn": "INTEGER"}]')) AS item)
