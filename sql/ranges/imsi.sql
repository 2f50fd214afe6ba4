-- Grain: one device, in order: its agreement, the length and the number of its IMSI, what it is, its probability and whether it was
-- found anew.
SELECT no, digits, number, kind, p, CAST(newly AS INTEGER) AS newly FROM ranged_device ORDER BY rowid
