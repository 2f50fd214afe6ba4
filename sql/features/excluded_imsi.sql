-- Grain: (no, imsi): an IMSI with known records that an agreement excludes.
CREATE OR REPLACE TEMP TABLE excluded_imsi AS
SELECT DISTINCT x.no, i.imsi
FROM known_imsi AS i
JOIN scope_range AS x ON i.imsi BETWEEN x.low AND x.high
WHERE x.role = 'excluded'
