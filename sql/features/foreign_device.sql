-- Grain: (no, imsi): a device known here only by TAP records filed to this agreement, while another agreement of the same
-- visited network owns its IMSI (rule 1): reported, settled by its records, and no fee, which its owner's agreement asks.
CREATE OR REPLACE TEMP VIEW foreign_device AS
SELECT DISTINCT seen.no, seen.imsi
FROM device_seen AS seen
JOIN scope_visited AS v ON v.no = seen.no
JOIN imsi_sender_owner AS o ON o.imsi = seen.imsi AND o.sender = v.sender
WHERE o.no <> seen.no AND seen.reach_events = 0
