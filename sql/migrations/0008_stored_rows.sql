-- Migration 8: of a call event all but its subscriber and its equipment stands in one STRUCT, of whose members DuckDB counts no
-- distinct values, and the amounts that hardly any event has stand in a list. tap_row, early_row and returned_row are views that
-- read as the tables did, so that nobody else knows how rows are stored.

DROP VIEW tap_record;
DROP VIEW early_record;
DROP VIEW returned_record;

-- Grain: (file_id, record_index): a call event of TAP. other_amounts: CAMEL fee, refund, tax refund, discount, discount refund; NULL
-- where all of them are 0.
CREATE TABLE tap_stored (
  imsi BIGINT,
  imei BIGINT USING COMPRESSION rle,
  record STRUCT(
    file_id INTEGER,
    record_index INTEGER,
    byte_offset BIGINT,
    start_local BIGINT,
    duration BIGINT,
    bytes_up BIGINT,
    bytes_down BIGINT,
    charge BIGINT,
    tax BIGINT,
    reference BIGINT,
    location_area INTEGER,
    cell_id BIGINT,
    duplicate_hash BIGINT,
    msisdn BIGINT,
    context_start_utc BIGINT,
    other_amounts BIGINT[],
    pattern INTEGER
  ) NOT NULL
);

-- Grain: as tap_stored: a call event that NRTRDE told early; its money columns are 0.
CREATE TABLE early_stored AS FROM tap_stored LIMIT 0;

-- Grain: as tap_stored: a call event that a RAP file returns (SevereReturn).
CREATE TABLE returned_stored AS FROM tap_stored LIMIT 0;

CREATE TEMP MACRO stored_rows(source) AS TABLE
SELECT
  imsi, imei,
  {
    'file_id': file_id, 'record_index': record_index, 'byte_offset': byte_offset, 'start_local': start_local, 'duration': duration,
    'bytes_up': bytes_up, 'bytes_down': bytes_down, 'charge': charge, 'tax': tax, 'reference': reference,
    'location_area': location_area, 'cell_id': cell_id, 'duplicate_hash': duplicate_hash, 'msisdn': msisdn,
    'context_start_utc': context_start_utc,
    'other_amounts': CASE
      WHEN camel_fee <> 0 OR refund <> 0 OR tax_refund <> 0 OR discount <> 0 OR discount_refund <> 0
      THEN [camel_fee, refund, tax_refund, discount, discount_refund]
    END,
    'pattern': pattern
  }
FROM query_table(source);

INSERT INTO tap_stored FROM stored_rows('tap_row');
INSERT INTO early_stored FROM stored_rows('early_row');
INSERT INTO returned_stored FROM stored_rows('returned_row');

DROP MACRO stored_rows;
DROP TABLE tap_row;
DROP TABLE early_row;
DROP TABLE returned_row;

-- Grain: as tap_stored, column by column.
CREATE VIEW tap_row AS
SELECT record.file_id, record.record_index, record.byte_offset, imsi, imei, record.start_local, record.duration, record.bytes_up,
  record.bytes_down, record.charge, coalesce(record.other_amounts[1], 0) AS camel_fee,
  coalesce(record.other_amounts[2], 0) AS refund, record.tax, coalesce(record.other_amounts[3], 0) AS tax_refund,
  coalesce(record.other_amounts[4], 0) AS discount, coalesce(record.other_amounts[5], 0) AS discount_refund, record.reference,
  record.location_area, record.cell_id, record.duplicate_hash, record.msisdn, record.context_start_utc, record.pattern
FROM tap_stored;

-- Grain: as early_stored, column by column.
CREATE VIEW early_row AS
SELECT record.file_id, record.record_index, record.byte_offset, imsi, imei, record.start_local, record.duration, record.bytes_up,
  record.bytes_down, record.charge, coalesce(record.other_amounts[1], 0) AS camel_fee,
  coalesce(record.other_amounts[2], 0) AS refund, record.tax, coalesce(record.other_amounts[3], 0) AS tax_refund,
  coalesce(record.other_amounts[4], 0) AS discount, coalesce(record.other_amounts[5], 0) AS discount_refund, record.reference,
  record.location_area, record.cell_id, record.duplicate_hash, record.msisdn, record.context_start_utc, record.pattern
FROM early_stored;

-- Grain: as returned_stored, column by column.
CREATE VIEW returned_row AS
SELECT record.file_id, record.record_index, record.byte_offset, imsi, imei, record.start_local, record.duration, record.bytes_up,
  record.bytes_down, record.charge, coalesce(record.other_amounts[1], 0) AS camel_fee,
  coalesce(record.other_amounts[2], 0) AS refund, record.tax, coalesce(record.other_amounts[3], 0) AS tax_refund,
  coalesce(record.other_amounts[4], 0) AS discount, coalesce(record.other_amounts[5], 0) AS discount_refund, record.reference,
  record.location_area, record.cell_id, record.duplicate_hash, record.msisdn, record.context_start_utc, record.pattern
FROM returned_stored;

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
