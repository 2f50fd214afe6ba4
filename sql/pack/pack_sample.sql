-- Grain: one charged device of the agreement whose evidence is packed: the first $devices by the SHA-256 of run and IMSI, so
-- that nobody chooses them.
CREATE TEMP TABLE pack_sample AS
SELECT *
FROM pack_device
WHERE decision = 'charge'
ORDER BY sha256($run_id || '/' || own_imsi)
LIMIT $devices
