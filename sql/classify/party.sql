-- Grain: one value: by agreement, its id and the first pair of its TADIGs.
SET VARIABLE party = from_json($party, '{"agreement_id": ["VARCHAR"], "home_tadig": ["VARCHAR"], "visited_tadig": ["VARCHAR"]}')
