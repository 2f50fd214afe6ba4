-- Grain: (imsi, kind_no): an IMSI with a TAP record or early usage in files of a kind.
CREATE OR REPLACE TEMP TABLE known_imsi AS
SELECT DISTINCT r.imsi, f.kind_no
FROM (
  SELECT imsi, file_id FROM slice_row WHERE imsi IS NOT NULL
  UNION ALL
  SELECT imsi, file_id FROM slice_early WHERE imsi IS NOT NULL
) AS r
JOIN known_file AS f ON f.file_id = r.file_id
