-- Grain: (no, is_new, axes): what devices of either run look like, as far as segments go by it, and which one the list names; nobody: records without an IMSI.
SELECT DISTINCT no, false AS is_new, presence, activity, declared, detected_by, rats, decision, excluded, segment, nobody
FROM old_facts
UNION ALL
SELECT DISTINCT no, true AS is_new, presence, activity, declared, detected_by, rats, decision, excluded, segment, nobody
FROM new_facts
ORDER BY ALL
