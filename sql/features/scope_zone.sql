-- Grain: one piece of constant offset of the agreement's time zone, half-open UTC milliseconds.
CREATE OR REPLACE TEMP TABLE scope_zone AS
SELECT item.no, item.from_ms, item.until_ms, item.offset_ms
FROM (SELECT unnest(from_json(json_extract($scope, '$.zones'), '[{"no": "INTEGER", "from_ms": "BIGINT", "until_ms": "BIGINT", "offset_ms": "BIGINT"}]')) AS item)
