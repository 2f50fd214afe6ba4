-- Grain: (no, axes): what devices of the new run look like, as far as segments go by it.
SELECT DISTINCT no, presence, activity, declared, detected_by, rats FROM new_facts ORDER BY ALL
