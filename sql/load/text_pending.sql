-- text_pending: one row per text that has a code and is not in text_dictionary yet.
CREATE OR REPLACE TEMP TABLE text_pending (code INTEGER NOT NULL, value VARCHAR NOT NULL)
