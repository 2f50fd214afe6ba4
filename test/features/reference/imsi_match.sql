-- Grain: (imsi, no): the agreements whose home network an IMSI may belong to, with the best specificity.
CREATE OR REPLACE TEMP TABLE imsi_match AS
SELECT known_imsi.imsi, scope_home.no, max(scope_home.specificity) AS specificity
FROM known_imsi
JOIN scope_home ON known_imsi.imsi BETWEEN scope_home.low AND scope_home.high
GROUP BY ALL
