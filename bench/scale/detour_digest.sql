-- One row: how many rows both tables hold, and order-free digests of them, null or not and every value.
WITH ours_text AS (SELECT {{columns}} FROM ours.tap_record AS t)
SELECT
  (SELECT count(*) FROM tap_text) AS detour_rows,
  (SELECT count(*) FROM ours_text) AS our_rows,
  (SELECT CAST(sum(CAST(hash(r) AS HUGEINT)) AS VARCHAR) FROM tap_text AS r) AS detour_digest,
  (SELECT CAST(sum(CAST(hash(r) AS HUGEINT)) AS VARCHAR) FROM ours_text AS r) AS our_digest
