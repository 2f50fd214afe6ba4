-- Grain: (imsi, no): the agreements whose home network an IMSI may belong to, with the best specificity.
CREATE OR REPLACE TEMP TABLE imsi_match AS
SELECT i.imsi, scope_home.no, max(scope_home.specificity) AS specificity
FROM (SELECT DISTINCT imsi FROM known_imsi) AS i
JOIN scope_home ON i.imsi BETWEEN scope_home.low AND scope_home.high
GROUP BY ALL
