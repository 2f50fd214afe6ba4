-- Grain: one IMSI whose rows are looked at, as an integer; 1 stands for none.
CREATE OR REPLACE TEMP TABLE traced_imsi AS
SELECT unnest(from_json($imsis, '["BIGINT"]')) AS imsi
