-- Grain: (imsi, no): the agreements whose home network an IMSI may belong to, with the best specificity.
CREATE OR REPLACE TEMP TABLE reference_match AS
SELECT reference_imsi.imsi, scope_home.no, max(scope_home.specificity) AS specificity
FROM reference_imsi
JOIN scope_home ON reference_imsi.imsi BETWEEN scope_home.low AND scope_home.high
GROUP BY ALL
