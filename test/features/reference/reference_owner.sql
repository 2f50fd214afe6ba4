-- Grain: (imsi, plmn_code): the one agreement that a signaling event of this IMSI in this PLMN belongs to (rule 1).
CREATE OR REPLACE TEMP TABLE reference_owner AS
SELECT imsi, plmn_code, first(no ORDER BY specificity DESC, no) AS no
FROM reference_match
JOIN scope_plmn USING (no)
GROUP BY ALL
