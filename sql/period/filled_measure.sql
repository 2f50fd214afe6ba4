-- Grain: one way of measuring usage that the period store has quantities for.
CREATE OR REPLACE TABLE period.filled_measure AS FROM usage_measure
