-- Grain: (file_id, no): an agreement that the TADIG pair of a known file belongs to (rule 1), with the days on which its
-- records are charged; whole_period: the agreement's term holds on every day of the period.
CREATE OR REPLACE TEMP TABLE file_agreement AS
SELECT
  f.file_id, s.no, s.basis, s.period_from_day, s.period_end_day,
  greatest(s.period_from_day, s.term_from_day) AS charge_from_day,
  least(s.period_end_day, s.term_end_day) AS charge_end_day,
  s.scan_from_day,
  s.term_from_day <= s.period_from_day AND s.term_end_day >= s.period_end_day AS whole_period
FROM known_file AS f
JOIN scope_pair AS p ON p.sender = f.sender AND p.recipient = f.recipient
JOIN scope AS s ON s.no = p.no
