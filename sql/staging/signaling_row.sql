-- signaling_row: one row per data row of the file, normalised. `reason` is null where the row is well formed; the
-- *_unusable flags mark a well-formed row of which one optional value was left out.
CREATE OR REPLACE TEMP TABLE signaling_row (
  line BIGINT,
  event_ms BIGINT,
  imsi BIGINT,
  imei BIGINT,
  event_hash BIGINT,
  interface VARCHAR,
  procedure VARCHAR,
  result VARCHAR,
  visited_plmn VARCHAR,
  rat VARCHAR,
  cell VARCHAR,
  apn VARCHAR,
  reason VARCHAR,
  imei_unusable BOOLEAN,
  rat_unknown BOOLEAN,
  cell_unusable BOOLEAN,
  apn_unusable BOOLEAN
)
