-- Migration 2: TAP in full. New columns of tap_record (src/arrow/schemas.ts; rows of older versions have them null), and
-- the charges of call events that have several.

ALTER TABLE tap_record ADD COLUMN msisdn BIGINT;
ALTER TABLE tap_record ADD COLUMN context_start_utc BIGINT;
ALTER TABLE tap_record ADD COLUMN cause_for_term INTEGER;
ALTER TABLE tap_record ADD COLUMN rap_sequence INTEGER;
ALTER TABLE tap_record ADD COLUMN charged_item INTEGER;
ALTER TABLE tap_record ADD COLUMN charges INTEGER;

-- Grain: (file_id, record_index, charge_index): a charge of a call event that has several.
CREATE TABLE tap_charge (
  file_id INTEGER NOT NULL,
  record_index INTEGER NOT NULL,
  charge_index INTEGER NOT NULL,
  charged_item INTEGER,
  exchange_rate_code INTEGER,
  charge BIGINT NOT NULL,
  tax BIGINT NOT NULL,
  discount BIGINT NOT NULL,
  is_refund SMALLINT NOT NULL,
  is_camel_fee SMALLINT NOT NULL
);
