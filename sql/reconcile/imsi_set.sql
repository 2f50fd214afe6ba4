-- Grain: one row: IMSIs that both sides name, and that one side alone names.
SELECT
  count(*) FILTER (ours AND theirs) AS both, count(*) FILTER (ours AND NOT theirs) AS only_ours,
  count(*) FILTER (theirs AND NOT ours) AS only_theirs
FROM (
  SELECT imsi, bool_or(our_rows IS NOT NULL) AS ours, bool_or(their_rows IS NOT NULL) AS theirs
  FROM reconciled
  WHERE imsi <> ''
  GROUP BY imsi
)
