-- Grain: none: integers of the model's rows, of 32 bits; what lies above is the largest. And a value in words.
CREATE OR REPLACE TEMP MACRO unknown() AS CAST(-2147483648 AS INTEGER);
CREATE OR REPLACE TEMP MACRO small(x) AS CAST(least(x, 2147483647) AS INTEGER);
CREATE OR REPLACE TEMP MACRO ratio(a, b) AS CASE WHEN b > 0 THEN small(CAST(a AS BIGINT) // CAST(b AS BIGINT)) ELSE unknown() END;
CREATE OR REPLACE TEMP MACRO share(a, b) AS ratio(CAST(a AS BIGINT) * 1000, b);
-- Thousandths of the squared variation of n values, by the sum of their squares and their sum.
CREATE OR REPLACE TEMP MACRO spread(squares, n, total) AS CASE
  WHEN n >= 3 AND total > 0
    THEN small(floor(CAST(squares AS DOUBLE) * n * 1000 / (CAST(total AS DOUBLE) * CAST(total AS DOUBLE)))) - 1000
  ELSE unknown()
END;
CREATE OR REPLACE TEMP MACRO valued(words, value) AS
  words || ': ' || CASE WHEN value = unknown() THEN 'unknown' ELSE CAST(value AS VARCHAR) END;
