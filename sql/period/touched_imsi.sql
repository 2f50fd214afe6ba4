-- Grain: one IMSI (1 stands for none) with a row in a changed file. Everything that is known of a device comes from its own
-- rows and from what their files count as, so nobody else is touched.
CREATE OR REPLACE TEMP TABLE touched_imsi AS
SELECT DISTINCT coalesce(imsi, 1) AS imsi
FROM (
  SELECT imsi FROM tap_row WHERE file_id IN (SELECT file_id FROM changed_file)
  UNION ALL
  SELECT imsi FROM early_row WHERE file_id IN (SELECT file_id FROM changed_file)
  UNION ALL
  SELECT imsi FROM returned_row WHERE file_id IN (SELECT file_id FROM changed_file)
  UNION ALL
  SELECT imsi FROM signaling_event WHERE file_id IN (SELECT file_id FROM changed_file)
)
