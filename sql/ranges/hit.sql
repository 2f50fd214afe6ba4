-- Grain: (proposal, device): a device that an entry of `declared` would match by itself, or does, as rule 5 has it:
-- its IMSI in the range; the APN its only one, or with declared ones, and data records; the TAC its only one. device: rowid.
CREATE OR REPLACE TEMP TABLE hit AS
SELECT id AS proposal, unnest(range(CAST(from_row AS BIGINT), CAST(until_row AS BIGINT))) AS device
FROM proposal
WHERE kind = 0
UNION ALL
SELECT p.id, d.rowid
FROM proposal AS p
JOIN ranged_device AS d ON d.no = p.no AND d.open_apns[1] = p.value
WHERE p.kind = 1 AND NOT p.declared AND d.data_records > 0 AND len(d.open_apns) = 1
UNION ALL
SELECT DISTINCT p.id, d.device
FROM proposal AS p
JOIN (SELECT no, rowid AS device, unnest(apns) AS apn FROM ranged_device WHERE by_apn) AS d
  ON d.no = p.no AND regexp_full_match(d.apn, p.expression)
WHERE p.kind = 1 AND p.declared
UNION ALL
SELECT p.id, d.rowid
FROM proposal AS p
JOIN ranged_device AS d ON d.no = p.no AND d.tac = p.value
WHERE p.kind = 2 AND CASE WHEN p.declared THEN d.by_tac ELSE d.tacs = 1 END
