-- Grain: one row: the thresholds that the devices of the period store are classified by.
CREATE OR REPLACE TABLE period.judged AS SELECT $thresholds AS thresholds
