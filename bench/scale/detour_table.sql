-- tap_text: one row per TAP record, in the columns and types of tap_record, texts as VARCHAR.
CREATE TABLE tap_text AS SELECT {{columns}} FROM ours.tap_record AS t LIMIT 0
