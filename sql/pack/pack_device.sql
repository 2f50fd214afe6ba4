-- Grain: one device of the agreement that is packed, in IMSI order: ordinal: its place among them from 0, place: among the
-- devices of the run. `own_imsi` is never shown.
CREATE TEMP TABLE pack_device AS
WITH listed AS (
  SELECT imsi AS own_imsi, file_row_number AS place, decision
  FROM read_parquet(getvariable('devices_path'), file_row_number = true)
  WHERE agreement_id = getvariable('only_agreement')
)
SELECT own_imsi, place, decision, place - min(place) OVER () AS ordinal
FROM listed
