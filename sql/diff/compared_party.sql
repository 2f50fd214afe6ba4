-- Grain: one agreement that two runs both settle: what comparing them goes by. scope_changed: what belongs to the agreement is
-- said otherwise; same_rates: TAP money of both is in one measure. old_, new_: whether fees of that run look at present days
-- and attaches; its latest version; rats: bits of the radio accesses that segments of either look at.
CREATE OR REPLACE TEMP TABLE compared_party AS
SELECT item.*
FROM (
  SELECT unnest(from_json(json_extract($terms, '$.parties'), '[{
    "no": "INTEGER", "agreement_id": "VARCHAR", "scope_changed": "BOOLEAN", "same_rates": "BOOLEAN",
    "old_present": "BOOLEAN", "old_attaches": "BOOLEAN", "new_present": "BOOLEAN", "new_attaches": "BOOLEAN",
    "old_latest": "TINYINT", "new_latest": "TINYINT", "rats": "INTEGER"
  }]')) AS item
)
