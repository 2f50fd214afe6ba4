-- Grain: (no, imsi): a device in question, with what the model looks at of it: worked out once, where each query of a feature would
-- plan the whole of model_row again. n is its place among all devices.
CREATE OR REPLACE TEMP TABLE feature_row AS
SELECT * EXCLUDE (no, imsi, binding, in_question, label, equipment, declaration, tac, apn_set)
FROM model_row
WHERE in_question = 1
