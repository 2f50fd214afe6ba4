-- Migration 7: what many call events have in common stands once. A row keeps what is its own, and the code of the rest;
-- tap_record, early_record and returned_record are views that read as the tables did.

-- Grain: one combination of the values that few call events of a network differ in. Codes never leave the store.
CREATE TABLE tap_pattern (
  pattern INTEGER NOT NULL,
  event_tag SMALLINT NOT NULL,
  service service NOT NULL,
  utc_offset SMALLINT NOT NULL,
  exchange_rate_code INTEGER,
  rec_entity INTEGER,
  gateway INTEGER,
  partial_type INTEGER,
  apn INTEGER,
  apn_oi INTEGER,
  serving_network INTEGER,
  teleservice INTEGER,
  flags INTEGER NOT NULL,
  cause_for_term INTEGER,
  rap_sequence INTEGER,
  charged_item INTEGER,
  charges INTEGER
);

-- Grain: (file_id, record_index): a call event of TAP.
CREATE TABLE tap_row (
  file_id INTEGER NOT NULL,
  record_index INTEGER NOT NULL,
  byte_offset BIGINT NOT NULL,
  imsi BIGINT,
  imei BIGINT,
  start_local BIGINT NOT NULL,
  duration BIGINT,
  bytes_up BIGINT,
  bytes_down BIGINT,
  charge BIGINT NOT NULL,
  camel_fee BIGINT NOT NULL,
  refund BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  tax_refund BIGINT NOT NULL,
  discount BIGINT NOT NULL,
  discount_refund BIGINT NOT NULL,
  reference BIGINT,
  location_area INTEGER,
  cell_id BIGINT,
  duplicate_hash BIGINT NOT NULL,
  msisdn BIGINT,
  context_start_utc BIGINT,
  pattern INTEGER NOT NULL
);

-- Grain: (file_id, record_index): a call event that NRTRDE told early; its money columns are 0.
CREATE TABLE early_row AS FROM tap_row LIMIT 0;

-- Grain: (file_id, record_index): a call event that a RAP file returns (SevereReturn).
CREATE TABLE returned_row AS FROM tap_row LIMIT 0;

INSERT INTO tap_pattern
SELECT row_number() OVER () - 1, *
FROM (
  SELECT event_tag, service, utc_offset, exchange_rate_code, rec_entity, gateway, partial_type, apn, apn_oi, serving_network,
    teleservice, flags, cause_for_term, rap_sequence, charged_item, charges
  FROM (FROM tap_record UNION ALL FROM early_record UNION ALL FROM returned_record)
  GROUP BY ALL
);

CREATE TEMP MACRO coded_rows(source) AS TABLE
SELECT r.file_id, r.record_index, r.byte_offset, r.imsi, r.imei, r.start_local, r.duration, r.bytes_up, r.bytes_down, r.charge,
  r.camel_fee, r.refund, r.tax, r.tax_refund, r.discount, r.discount_refund, r.reference, r.location_area, r.cell_id,
  r.duplicate_hash, r.msisdn, r.context_start_utc, p.pattern
FROM query_table(source) AS r
JOIN tap_pattern AS p
  ON p.event_tag = r.event_tag AND p.service = r.service AND p.utc_offset = r.utc_offset AND p.flags = r.flags
  AND p.exchange_rate_code IS NOT DISTINCT FROM r.exchange_rate_code
  AND p.rec_entity IS NOT DISTINCT FROM r.rec_entity
  AND p.gateway IS NOT DISTINCT FROM r.gateway
  AND p.partial_type IS NOT DISTINCT FROM r.partial_type
  AND p.apn IS NOT DISTINCT FROM r.apn
  AND p.apn_oi IS NOT DISTINCT FROM r.apn_oi
  AND p.serving_network IS NOT DISTINCT FROM r.serving_network
  AND p.teleservice IS NOT DISTINCT FROM r.teleservice
  AND p.cause_for_term IS NOT DISTINCT FROM r.cause_for_term
  AND p.rap_sequence IS NOT DISTINCT FROM r.rap_sequence
  AND p.charged_item IS NOT DISTINCT FROM r.charged_item
  AND p.charges IS NOT DISTINCT FROM r.charges
ORDER BY r.imsi, r.start_local;

INSERT INTO tap_row FROM coded_rows('tap_record');
INSERT INTO early_row FROM coded_rows('early_record');
INSERT INTO returned_row FROM coded_rows('returned_record');

DROP MACRO coded_rows;
DROP TABLE tap_record;
DROP TABLE early_record;
DROP TABLE returned_record;

-- Grain: as tap_row.
CREATE VIEW tap_record AS
SELECT file_id, record_index, byte_offset, event_tag, service, imsi, imei, start_local, utc_offset, duration, bytes_up, bytes_down,
  charge, camel_fee, refund, tax, tax_refund, discount, discount_refund, exchange_rate_code, reference, rec_entity, gateway,
  partial_type, apn, apn_oi, serving_network, teleservice, location_area, cell_id, duplicate_hash, flags, msisdn,
  context_start_utc, cause_for_term, rap_sequence, charged_item, charges
FROM tap_row JOIN tap_pattern USING (pattern);

-- Grain: as early_row.
CREATE VIEW early_record AS
SELECT file_id, record_index, byte_offset, event_tag, service, imsi, imei, start_local, utc_offset, duration, bytes_up, bytes_down,
  charge, camel_fee, refund, tax, tax_refund, discount, discount_refund, exchange_rate_code, reference, rec_entity, gateway,
  partial_type, apn, apn_oi, serving_network, teleservice, location_area, cell_id, duplicate_hash, flags, msisdn,
  context_start_utc, cause_for_term, rap_sequence, charged_item, charges
FROM early_row JOIN tap_pattern USING (pattern);

-- Grain: as returned_row.
CREATE VIEW returned_record AS
SELECT file_id, record_index, byte_offset, event_tag, service, imsi, imei, start_local, utc_offset, duration, bytes_up, bytes_down,
  charge, camel_fee, refund, tax, tax_refund, discount, discount_refund, exchange_rate_code, reference, rec_entity, gateway,
  partial_type, apn, apn_oi, serving_network, teleservice, location_area, cell_id, duplicate_hash, flags, msisdn,
  context_start_utc, cause_for_term, rap_sequence, charged_item, charges
FROM returned_row JOIN tap_pattern USING (pattern);
