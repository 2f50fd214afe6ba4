-- Appends the lines of one chunk: valid UTF-8 without a final line feed (readLines of src/decode/signaling/lines.ts
-- has checked that). The carriage return of a line end stays: taking it off here costs more than the split itself.
INSERT INTO signaling_line
SELECT unnest(string_split(decode($chunk::BLOB), chr(10)))
