-- Grain: one kind of known files: TADIG pair, currency and decimals, TAP or early usage.
CREATE OR REPLACE TEMP TABLE file_kind AS
SELECT DISTINCT kind_no, sender, recipient, tap_currency, tap_decimals, is_tap FROM known_file
