-- Grain: (no, is_new, version, service, entry): how an entry of either run's books measures a service: ways are numbered alike for both.
-- slot: number of the version and service, the same in both; counts: it counts records; allowance: base units included for each IMSI, null for none.
CREATE OR REPLACE TEMP TABLE compared_entry AS
SELECT item.*, dense_rank() OVER (ORDER BY item.version, item.service) AS slot
FROM (
  SELECT unnest(from_json(json_extract($terms, '$.entries'), '[{
    "no": "INTEGER", "is_new": "BOOLEAN", "version": "TINYINT", "service": "VARCHAR", "entry": "INTEGER", "way": "INTEGER", "counts": "BOOLEAN",
    "allowance": "BIGINT"
  }]')) AS item
)
