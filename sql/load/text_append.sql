-- Grain: one new value of an open vocabulary. $lines holds the values, one a line; the first has the code $first.
INSERT INTO {{table}}
SELECT $first + unnest(range(len(lines))), unnest(lines)
FROM (SELECT string_split(decode($lines::BLOB), chr(10)) AS lines)
