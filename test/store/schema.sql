-- What sql/migrations builds; test/store/schema.test.ts compares. Renew with: vitest run -u test/store

TYPE service (data, sms_mo, sms_mt, voice_mo, voice_mt, volte, content, location, other)

TABLE early_stored
  imsi BIGINT
  imei BIGINT
  record STRUCT(file_id INTEGER, record_index INTEGER, byte_offset BIGINT, start_local BIGINT, duration BIGINT, bytes_up BIGINT, bytes_down BIGINT, charge BIGINT, tax BIGINT, reference BIGINT, location_area INTEGER, cell_id BIGINT, duplicate_hash BIGINT, msisdn BIGINT, context_start_utc BIGINT, other_amounts BIGINT[], pattern INTEGER)

TABLE file_day
  file_id INTEGER NOT NULL
  day INTEGER NOT NULL
  min_ms BIGINT
  max_ms BIGINT

TABLE file_profile
  file_id INTEGER NOT NULL
  profile_id VARCHAR NOT NULL
  digest VARCHAR NOT NULL

TABLE rejected_file
  identity VARCHAR NOT NULL
  sha256 VARCHAR
  name VARCHAR NOT NULL
  kind VARCHAR NOT NULL
  size BIGINT NOT NULL
  status VARCHAR NOT NULL
  code VARCHAR NOT NULL
  detail VARCHAR NOT NULL
  byte_offset BIGINT
  tag_path VARCHAR
  record_index INTEGER
  sender VARCHAR
  recipient VARCHAR
  file_type VARCHAR
  sequence VARCHAR
  PRIMARY KEY (identity)

TABLE returned_event
  file_id INTEGER NOT NULL
  record_index INTEGER NOT NULL
  sequence VARCHAR NOT NULL

TABLE returned_file
  file_id INTEGER NOT NULL
  sequence VARCHAR NOT NULL

TABLE returned_stored
  imsi BIGINT
  imei BIGINT
  record STRUCT(file_id INTEGER, record_index INTEGER, byte_offset BIGINT, start_local BIGINT, duration BIGINT, bytes_up BIGINT, bytes_down BIGINT, charge BIGINT, tax BIGINT, reference BIGINT, location_area INTEGER, cell_id BIGINT, duplicate_hash BIGINT, msisdn BIGINT, context_start_utc BIGINT, other_amounts BIGINT[], pattern INTEGER)

TABLE schema_migration
  version INTEGER NOT NULL

TABLE signaling_event
  file_id INTEGER NOT NULL
  line BIGINT NOT NULL
  event_ms BIGINT NOT NULL
  imsi BIGINT NOT NULL
  imei BIGINT
  interface INTEGER
  procedure INTEGER
  result INTEGER
  visited_plmn INTEGER
  rat INTEGER
  cell INTEGER
  apn INTEGER

TABLE signaling_rejected_row
  file_id INTEGER NOT NULL
  line BIGINT NOT NULL
  reason VARCHAR NOT NULL

TABLE signaling_repeat
  file_id INTEGER NOT NULL
  line BIGINT NOT NULL
  event_ms BIGINT NOT NULL
  imsi BIGINT NOT NULL

TABLE source_file
  file_id INTEGER NOT NULL
  sha256 VARCHAR NOT NULL
  name VARCHAR NOT NULL
  kind VARCHAR NOT NULL
  size BIGINT NOT NULL
  billable BOOLEAN NOT NULL
  rows_loaded BIGINT NOT NULL
  rows_rejected BIGINT NOT NULL
  rows_repeated BIGINT NOT NULL
  warnings VARCHAR NOT NULL
  code VARCHAR
  detail VARCHAR
  byte_offset BIGINT
  tag_path VARCHAR
  sender VARCHAR
  recipient VARCHAR
  file_type VARCHAR
  sequence VARCHAR
  release VARCHAR
  available_local BIGINT
  available_offset SMALLINT
  tap_currency VARCHAR
  local_currency VARCHAR
  tap_decimals SMALLINT
  audit_agrees BOOLEAN
  audit_charge HUGEINT
  rap_sequence VARCHAR
  PRIMARY KEY (file_id)
  UNIQUE (sha256)

TABLE tap_charge
  file_id INTEGER NOT NULL
  record_index INTEGER NOT NULL
  charge_index INTEGER NOT NULL
  charged_item INTEGER
  exchange_rate_code INTEGER
  charge BIGINT NOT NULL
  tax BIGINT NOT NULL
  discount BIGINT NOT NULL
  is_refund SMALLINT NOT NULL
  is_camel_fee SMALLINT NOT NULL

TABLE tap_exchange_rate
  file_id INTEGER NOT NULL
  code INTEGER NOT NULL
  decimals INTEGER NOT NULL
  rate HUGEINT NOT NULL

TABLE tap_pattern
  pattern INTEGER NOT NULL
  event_tag SMALLINT NOT NULL
  service ENUM('data', 'sms_mo', 'sms_mt', 'voice_mo', 'voice_mt', 'volte', 'content', 'location', 'other') NOT NULL
  utc_offset SMALLINT NOT NULL
  exchange_rate_code INTEGER
  rec_entity INTEGER
  gateway INTEGER
  partial_type INTEGER
  apn INTEGER
  apn_oi INTEGER
  serving_network INTEGER
  teleservice INTEGER
  flags INTEGER NOT NULL
  cause_for_term INTEGER
  rap_sequence INTEGER
  charged_item INTEGER
  charges INTEGER

TABLE tap_rec_entity
  file_id INTEGER NOT NULL
  code INTEGER NOT NULL
  type INTEGER
  id VARCHAR NOT NULL

TABLE tap_stored
  imsi BIGINT
  imei BIGINT
  record STRUCT(file_id INTEGER, record_index INTEGER, byte_offset BIGINT, start_local BIGINT, duration BIGINT, bytes_up BIGINT, bytes_down BIGINT, charge BIGINT, tax BIGINT, reference BIGINT, location_area INTEGER, cell_id BIGINT, duplicate_hash BIGINT, msisdn BIGINT, context_start_utc BIGINT, other_amounts BIGINT[], pattern INTEGER) NOT NULL

TABLE tap_taxation
  file_id INTEGER NOT NULL
  code INTEGER NOT NULL
  type VARCHAR
  rate VARCHAR

TABLE tap_utc_offset
  file_id INTEGER NOT NULL
  code INTEGER NOT NULL
  minutes INTEGER NOT NULL

TABLE text_dictionary
  code INTEGER NOT NULL
  value VARCHAR NOT NULL
