-- Appends the lines of one chunk, each behind its number of twelve digits (src/decode/signaling/regular-lines.ts):
-- valid UTF-8 without a final line feed. The carriage return of a line end stays.
INSERT INTO signaling_line
SELECT CAST(substr(text, 1, 12) AS BIGINT), substr(text, 13)
FROM (SELECT unnest(string_split(decode($chunk::BLOB), chr(10))) AS text)
