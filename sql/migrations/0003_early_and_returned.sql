-- Migration 3: early usage (NRTRDE, TD.35) and returns (RAP, TD.32). Both hold rows like tap_record's.

-- RapFileSequenceNumber of the header: the RAP file that returned the file before.
ALTER TABLE source_file ADD COLUMN rap_sequence VARCHAR;

-- Grain: (file_id, record_index): a call event that was told early; its money columns are 0.
CREATE TABLE early_record AS FROM tap_record LIMIT 0;

-- Grain: (file_id, record_index): a call event that a RAP file returns (SevereReturn), without its file's tables.
CREATE TABLE returned_record AS FROM tap_record LIMIT 0;

-- Grain: (file_id, record_index) of returned_record: FileSequenceNumber of the TAP file that the event came in.
CREATE TABLE returned_event (file_id INTEGER NOT NULL, record_index INTEGER NOT NULL, sequence VARCHAR NOT NULL);

-- Grain: a TAP file that a RAP file returns whole (FatalReturn), by its FileSequenceNumber.
CREATE TABLE returned_file (file_id INTEGER NOT NULL, sequence VARCHAR NOT NULL);
