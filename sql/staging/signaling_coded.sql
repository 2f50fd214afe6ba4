-- signaling_coded: one row per well-formed row of the files that load together, its texts as codes of text_dictionary.
CREATE OR REPLACE TEMP TABLE signaling_coded (
  file_id INTEGER,
  line BIGINT,
  event_ms BIGINT,
  imsi BIGINT,
  imei BIGINT,
  interface INTEGER,
  "procedure" INTEGER,
  result INTEGER,
  visited_plmn INTEGER,
  rat INTEGER,
  cell INTEGER,
  apn INTEGER
)
