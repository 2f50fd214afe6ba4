-- signaling_field: one row per non-blank line of the block, the ten canonical keys of its JSON object as trimmed text
-- (numbers as they are written, null as absent), and the defect that keeps the line from having fields at all. Keys
-- are case-sensitive; of a repeated key the first counts; other keys are ignored.
-- Trimming and looking up the types of values cost more than the rest, so both wait for a line that can need them: one
-- with a blank inside its quotes or an escape, one with an inner bracket or a truth value.
CREATE OR REPLACE TEMP TABLE signaling_field AS
WITH physical AS (
  SELECT line, text FROM signaling_line WHERE NOT regexp_full_match(text, '[ \t\r]*')
),
judged AS (
  SELECT
    line,
    text,
    CASE
      WHEN text IN ($line_too_long, $bad_utf8) THEN substr(text, 2)
      WHEN NOT json_valid(text) THEN 'bad_json'
      WHEN json_type(text) <> 'OBJECT' THEN 'bad_json'
      WHEN NOT regexp_matches(text, '.[\[{]|true|false') THEN NULL
      WHEN list_has_any(
        json_type(text, [
          '$.event_time', '$.imsi', '$.imei', '$.interface', '$.procedure',
          '$.result', '$.visited_plmn', '$.rat', '$.cell', '$.apn'
        ]),
        ['OBJECT', 'ARRAY', 'BOOLEAN']
      ) THEN 'bad_json'
    END AS defect
  FROM physical
),
extracted AS (
  SELECT
    line,
    defect,
    regexp_matches(text, ':[ \t\r]*"[ \t]|[ \t]"[ \t\r]*[,}]|\\') AS padded,
    CASE
      WHEN defect IS NULL THEN json_extract_string(text, [
        '$.event_time', '$.imsi', '$.imei', '$.interface', '$.procedure',
        '$.result', '$.visited_plmn', '$.rat', '$.cell', '$.apn'
      ])
    END AS fields
  FROM judged
),
trimmed AS (
  SELECT
    line,
    defect,
    CASE
      WHEN padded THEN list_transform(fields, lambda field: trim(field, chr(9) || chr(13) || ' '))
      ELSE fields
    END AS fields
  FROM extracted
)
SELECT
  line,
  defect,
  fields[1] AS event_time,
  fields[2] AS imsi,
  fields[3] AS imei,
  fields[4] AS interface,
  fields[5] AS procedure,
  fields[6] AS result,
  fields[7] AS visited_plmn,
  fields[8] AS rat,
  fields[9] AS cell,
  fields[10] AS apn
FROM trimmed
