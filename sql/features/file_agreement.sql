-- Grain: (file_id, no, version_no): a version of an agreement that the TADIG pair of a known file belongs to (rule 1), with
-- the days that its records are charged on; a record meets the one whose since_day and until_day its day of charge lies
-- between. whole_period: the version holds on every day of the period.
CREATE OR REPLACE TEMP TABLE file_agreement AS
SELECT
  f.file_id, s.no, v.version_no, s.basis, s.period_from_day, s.period_end_day,
  v.from_day AS charge_from_day, v.end_day AS charge_end_day, v.since_day, v.until_day,
  v.since_day = -2147483648 AND v.until_day = 2147483647 AS whole_file, s.scan_from_day, s.scan_from_ms,
  v.from_day = s.period_from_day AND v.end_day = s.period_end_day AS whole_period
FROM known_file AS f
JOIN scope_pair AS p ON p.sender = f.sender AND p.recipient = f.recipient
JOIN scope AS s ON s.no = p.no
JOIN scope_version AS v ON v.no = s.no
