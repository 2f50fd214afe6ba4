-- profile_row: one row per row of the file that a message kind of the profile takes, or that has a defect. `side` is q
-- (request), a (answer) or empty (an event of its own); `message` numbers the kind. Texts are empty, never null.
CREATE OR REPLACE TEMP TABLE profile_row (
  line BIGINT,
  defect VARCHAR,
  message INTEGER,
  side VARCHAR,
  pair_key VARCHAR,
  carry_key VARCHAR,
  event_time VARCHAR,
  imsi VARCHAR,
  imei VARCHAR,
  interface VARCHAR,
  procedure VARCHAR,
  result VARCHAR,
  visited_plmn VARCHAR,
  rat VARCHAR,
  cell VARCHAR,
  apn VARCHAR
)
