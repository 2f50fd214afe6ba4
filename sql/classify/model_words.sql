-- Grain: one value: what the features of the model are called, what finds them and how a value is written, by their numbers.
SET VARIABLE model_words = from_json($words, '{"sources": ["VARCHAR"], "words": ["VARCHAR"], "units": ["VARCHAR"]}')
