-- Grain: one word that rule 3 or a feature speaks of, with its dictionary code.
SELECT code, value
FROM text_dictionary
WHERE list_contains(from_json($words, '["VARCHAR"]'), value)
