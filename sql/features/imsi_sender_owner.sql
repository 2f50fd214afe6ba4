-- Grain: (imsi, sender): the agreement that owns an IMSI in the network of a TAP sender, whatever the recipient.
CREATE OR REPLACE TEMP TABLE imsi_sender_owner AS
SELECT imsi, sender, first(no ORDER BY specificity DESC, no) AS no
FROM imsi_match
JOIN scope_visited USING (no)
GROUP BY ALL
