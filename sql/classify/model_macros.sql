-- Grain: none: integers of the model's rows, of 32 bits; what lies above is the largest. And a value, and a step of src/classify/model/company.ts, in words.
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
CREATE OR REPLACE TEMP MACRO with_tenths(value) AS
  CAST(CAST(value AS DECIMAL(10, 0)) * CAST('0.1' AS DECIMAL(2, 1)) AS VARCHAR);
CREATE OR REPLACE TEMP MACRO rat_words(bits) AS concat_ws(
  ', ',
  CASE WHEN bits & 1 > 0 THEN 'GERAN' END, CASE WHEN bits & 2 > 0 THEN 'UTRAN' END,
  CASE WHEN bits & 4 > 0 THEN 'EUTRAN' END, CASE WHEN bits & 8 > 0 THEN 'NB-IOT' END,
  CASE WHEN bits & 16 > 0 THEN 'LTE-M' END, CASE WHEN bits & 32 > 0 THEN 'NR' END
);
CREATE OR REPLACE TEMP MACRO valued(words, value, unit) AS
  concat(
    words, ': ',
    CASE
      WHEN value = unknown() THEN 'unknown'
      WHEN unit = 'rats' THEN rat_words(value)
      WHEN value < 0 OR unit = 'number' THEN CAST(value AS VARCHAR)
      ELSE with_tenths(value)
    END,
    CASE WHEN unit = 'permille' AND value >= 0 THEN ' %' END
  );
CREATE OR REPLACE TEMP MACRO company_words(value) AS
  CASE value
    WHEN 0 THEN 'are not known'
    WHEN 1 THEN 'behave like people''s'
    WHEN 2 THEN 'nearly all behave like people''s'
    WHEN 3 THEN 'behave rather like people''s'
    WHEN 4 THEN 'behave a little more like people''s than most'
    WHEN 5 THEN 'are mixed'
    WHEN 6 THEN 'behave a little more like machines than most'
    WHEN 7 THEN 'behave rather like machines'
    WHEN 8 THEN 'nearly all behave like machines'
    ELSE 'behave like machines'
  END;
-- Machines nearly always stand among machines: company that is only a little of their kind may speak against one, and the other way round.
CREATE OR REPLACE TEMP MACRO company_said(value, weight) AS
  CASE
    WHEN value > 5 AND weight < 0 THEN concat(company_words(value), ', but less so than those of machines')
    WHEN value BETWEEN 1 AND 4 AND weight > 0 THEN concat(company_words(value), ', but less so than those of people')
    ELSE company_words(value)
  END;
-- A value of src/classify/model/runs.ts.
CREATE OR REPLACE TEMP MACRO run_words(value) AS
  CASE value
    WHEN 1 THEN 'its TAC is as rare around its IMSI as elsewhere'
    WHEN 2 THEN 'its TAC is a little commoner around its IMSI than elsewhere'
    WHEN 3 THEN 'its TAC is commoner around its IMSI than elsewhere'
    WHEN 4 THEN 'its TAC is much commoner around its IMSI than elsewhere'
    ELSE 'the devices around its IMSI have its TAC'
  END;
-- A value of src/classify/model/alike.ts.
CREATE OR REPLACE TEMP MACRO alike_words(value) AS
  CASE value
    WHEN 1 THEN 'devices that behave like it are as rare around its IMSI as elsewhere in the agreement'
    WHEN 2 THEN 'devices that behave like it are hardly commoner around its IMSI than elsewhere in the agreement'
    WHEN 3 THEN 'devices that behave like it are a little commoner around its IMSI than elsewhere in the agreement'
    WHEN 4 THEN 'devices that behave like it are commoner around its IMSI than elsewhere in the agreement'
    WHEN 5 THEN 'devices that behave like it are much commoner around its IMSI than elsewhere in the agreement'
    ELSE 'the devices around its IMSI behave like it'
  END;
-- concat() where it can be: each || is a text of its own.
CREATE OR REPLACE TEMP MACRO hundredths(weight) AS
  CAST(CAST((abs(weight) + 5) // 10 AS DECIMAL(9, 0)) * CAST('0.01' AS DECIMAL(3, 2)) AS VARCHAR);
CREATE OR REPLACE TEMP MACRO argument(weight, words) AS
  CASE WHEN weight <> 0 THEN concat(CASE WHEN weight > 0 THEN '+' ELSE '-' END, hundredths(weight), ' ', words) END;
-- source and words must need no escape in JSON.
CREATE OR REPLACE TEMP MACRO evidence_item(source, weight, words) AS
  CASE
    WHEN weight <> 0
      THEN concat('{"source":"', source, '","weight":', CAST(weight AS VARCHAR), ',"words":"', words, '"}')
  END;
