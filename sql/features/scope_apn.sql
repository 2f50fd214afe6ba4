-- Grain: (no, apn code): every loaded APN that matches a declared APN of the agreement.
CREATE OR REPLACE TEMP TABLE scope_apn AS
WITH item AS (
  SELECT unnest(from_json(json_extract($scope, '$.apns'), '[{"no": "INTEGER", "pattern": "VARCHAR"}]')) AS item
)
SELECT DISTINCT item.item.no, text_dictionary.code AS apn
FROM item
JOIN text_dictionary ON regexp_full_match(lower(text_dictionary.value), item.item.pattern)
