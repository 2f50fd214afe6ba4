-- One row per text of signaling_word that has no code yet, $most at most.
SELECT DISTINCT value FROM signaling_word WHERE code IS NULL AND value IS NOT NULL ORDER BY value LIMIT $most
