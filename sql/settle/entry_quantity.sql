-- Grain: (no, imsi, entry): base units of a device under an entry of its group, over all its files and their currencies:
-- whole, and without what is included for each IMSI. Records without an IMSI (imsi 1) are nobody's, and nothing is included.
CREATE OR REPLACE TEMP TABLE entry_quantity AS
WITH device AS (
  SELECT no, imsi, group_no, entry, bool_or(in_run) AS in_run, CAST(sum(quantity) AS HUGEINT) AS quantity
  FROM usage_fact
  GROUP BY no, imsi, group_no, entry
)
SELECT
  d.*,
  CASE WHEN d.imsi = 1 THEN d.quantity ELSE greatest(d.quantity - coalesce(a.allowance, 0), 0) END AS billable
FROM device AS d
LEFT JOIN entry_allowance AS a ON a.no = d.no AND a.entry = d.entry
