-- Grain: (imsi, kind_no): an IMSI whose records in files of a kind were filed to somebody else than the agreement (`no`) that
-- owns it in the sender's network: known to that agreement, never charged there (rule 4).
CREATE OR REPLACE TEMP TABLE foreign_imsi AS
SELECT i.imsi, i.kind_no, o.no
FROM known_imsi AS i
JOIN file_kind AS k ON k.kind_no = i.kind_no
JOIN imsi_sender_owner AS o ON o.imsi = i.imsi AND o.sender = k.sender
ANTI JOIN scope_pair AS p ON p.no = o.no AND p.sender = k.sender AND p.recipient = k.recipient
