-- signaling_value_code: one row of signaling_value with the code of its stored form.
CREATE OR REPLACE TEMP TABLE signaling_value_code AS
SELECT v.word, v.spelling, d.code
FROM signaling_value AS v
LEFT JOIN text_dictionary AS d ON d.value = v.value
