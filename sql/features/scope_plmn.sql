-- Grain: (no, plmn_code): the visited PLMNs of an agreement; -1 stands for an event that names none, where all
-- agreements share one visited party (rule 1).
CREATE OR REPLACE TEMP TABLE scope_plmn AS
WITH item AS (
  SELECT unnest(from_json(json_extract($scope, '$.plmns'), '[{"no": "INTEGER", "plmn": "VARCHAR"}]')) AS item
)
SELECT item.item.no, coalesce(text_dictionary.code, -1) AS plmn_code
FROM item
LEFT JOIN text_dictionary ON text_dictionary.value = item.item.plmn
WHERE item.item.plmn = '' OR text_dictionary.code IS NOT NULL
