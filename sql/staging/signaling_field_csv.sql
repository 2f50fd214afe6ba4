-- signaling_field: one row per non-blank line of the block, its ten fields as trimmed text, and the defect that
-- keeps the line from having fields at all. $columns is the header's width, $<column> the 1-based place of a column
-- (0: absent, and element 0 of a list is NULL).
-- A line without quotes is split at its commas. A line with one takes the slower path of RFC 4180 inside the line.
CREATE OR REPLACE TEMP TABLE signaling_field AS
WITH physical AS (
  SELECT
    line,
    CASE WHEN ends_with(text, chr(13)) THEN rtrim(text, chr(13)) ELSE text END AS text
  FROM signaling_line
  WHERE NOT regexp_full_match(text, '[ \t\r]*')
),
trimmed AS (
  SELECT
    line,
    CASE
      WHEN (contains(text, ' ') OR contains(text, chr(9)) OR contains(text, chr(13))) AND NOT contains(text, '"')
        THEN regexp_replace(text, '[ \t\r]*(^|,|$)[ \t\r]*', '\1', 'g')
      ELSE text
    END AS text
  FROM physical
),
judged AS (
  SELECT
    line,
    text,
    CASE
      WHEN text IN ($line_too_long, $bad_utf8) THEN substr(text, 2)
      WHEN contains(text, '"')
        AND NOT regexp_full_match(
          text,
          '(?:[^",]*|"(?:[^"]|"")*")(?:,(?:[^",]*|"(?:[^"]|"")*"))*'
        )
        THEN 'bad_quote'
    END AS defect
  FROM trimmed
),
split AS (
  SELECT
    line,
    defect,
    CASE
      WHEN defect IS NOT NULL THEN NULL
      WHEN contains(text, '"') THEN list_transform(
        regexp_extract_all(text || ',', '("(?:[^"]|"")*"|[^",]*),', 1),
        lambda field: trim(
          CASE
            WHEN starts_with(field, '"') THEN replace(substr(field, 2, length(field) - 2), '""', '"')
            ELSE field
          END,
          chr(9) || chr(13) || ' '
        )
      )
      ELSE string_split(text, ',')
    END AS fields
  FROM judged
),
measured AS (
  SELECT
    line,
    fields,
    CASE WHEN defect IS NOT NULL THEN defect WHEN len(fields) <> $columns THEN 'column_count' END AS defect
  FROM split
)
SELECT
  line,
  defect,
  fields[$event_time] AS event_time,
  fields[$imsi] AS imsi,
  fields[$imei] AS imei,
  fields[$interface] AS interface,
  fields[$procedure] AS procedure,
  fields[$result] AS result,
  fields[$visited_plmn] AS visited_plmn,
  fields[$rat] AS rat,
  fields[$cell] AS cell,
  fields[$apn] AS apn
FROM measured
