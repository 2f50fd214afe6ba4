-- Grain: (no, version, service, segment): the entry of the old book that prices a service in a segment, and how it measures it.
CREATE OR REPLACE TEMP TABLE old_place AS
SELECT item.*, e.way, e.counts
FROM (
  SELECT unnest(from_json(json_extract($terms, '$.places'), '[{
    "no": "INTEGER", "version": "TINYINT", "service": "VARCHAR", "segment": "VARCHAR", "entry": "INTEGER"
  }]')) AS item
)
JOIN compared_entry AS e
  ON e.no = item.no AND e.version = item.version AND e.service = item.service AND e.entry = item.entry AND NOT e.is_new
