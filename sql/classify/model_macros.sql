-- Grain: none: integers of the model's rows, of 32 bits; what lies above is the largest. And a value in words.
CREATE OR REPLACE TEMP MACRO unknown() AS CAST(-2147483648 AS INTEGER);
CREATE OR REPLACE TEMP MACRO small(x) AS CAST(least(x, 2147483647) AS INTEGER);
CREATE OR REPLACE TEMP MACRO ratio(a, b) AS CASE WHEN b > 0 THEN small(CAST(a AS HUGEINT) // b) ELSE unknown() END;
CREATE OR REPLACE TEMP MACRO valued(words, value) AS
  words || ': ' || CASE WHEN value = unknown() THEN 'unknown' ELSE CAST(value AS VARCHAR) END;
