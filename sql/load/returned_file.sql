-- Grain: one returned TAP file of a RAP file, from a JSON array of sequence numbers.
INSERT INTO returned_file
SELECT $file_id, unnest(from_json($sequences, '["VARCHAR"]'))
