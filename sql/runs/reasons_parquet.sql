-- Grain: a device of the list from place reasons_from to before place reasons_until: its reasons, where a device among them has
-- others than the file of judged_parquet.sql: those of one that contests its declaration, and words of lists and earlier months.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
WITH kept AS (
  SELECT reasons, before_contested, listed(CAST(file_row_number AS INTEGER)).kind + 1 AS kind
  FROM read_parquet(getvariable('judged_file'), file_row_number = true)
  WHERE file_row_number >= getvariable('reasons_from') AND file_row_number < getvariable('reasons_until')
),
own AS (
  SELECT
    getvariable('device_words').ruling[kind] AS ruling,
    CASE
      WHEN getvariable('device_words').contested[kind]
        THEN concat_ws(
          ';',
          nullif(left(reasons, before_contested), ''),
          'contested',
          nullif(substr(reasons, before_contested + CASE WHEN before_contested > 0 THEN 2 ELSE 1 END), '')
        )
      ELSE reasons
    END AS reasons
  FROM kept
)
SELECT concat_ws(';', nullif(ruling, ''), nullif(reasons, '')) AS reasons FROM own
