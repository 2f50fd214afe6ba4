-- Grain: one returned call event of a RAP file, from a JSON array of sequence numbers in the order of the events.
INSERT INTO returned_event
SELECT $file_id, CAST(generate_subscripts(sequences, 1) - 1 AS INTEGER), unnest(sequences)
FROM (SELECT from_json($sequences, '["VARCHAR"]') AS sequences)
