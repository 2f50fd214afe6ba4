-- Scalar macros over text, no relation; a query names the one it needs (placeholders `as_text`, `as_imsi`).
-- spreadsheet_text: a spreadsheet takes a cell that begins with = + - @ (or a tab, a line break, their full-width
-- forms) for a formula. An apostrophe is put before such a character at the start of the text and after each ';' (our
-- list separator, and the column separator of many spreadsheets); an apostrophe there gets another one. Taking one
-- apostrophe away at the start and after each ';' gives the text back. Amounts are our own numbers and are left alone.
-- plain_text: the text itself, for formats that know text from formulas.
CREATE OR REPLACE TEMP MACRO spreadsheet_text(value) AS
  regexp_replace(value, '(^|;)([=+\-@\t\r\n''＝＋－＠])', '\1''\2', 'g');
CREATE OR REPLACE TEMP MACRO plain_text(value) AS value;
-- plain_imsi: the IMSI itself. pseudonym: HMAC-SHA-256 of '<agreement id>/<IMSI>' (RFC 2104, over the key padded both ways),
-- its first 96 bits after a letter that no IMSI has; the empty IMSI of records without one stays empty.
CREATE OR REPLACE TEMP MACRO plain_imsi(agreement_id, imsi) AS imsi;
CREATE OR REPLACE TEMP MACRO pseudonym(agreement_id, imsi) AS
  CASE
    WHEN imsi = '' THEN ''
    ELSE 'p' || left(
      sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode(agreement_id || '/' || imsi)))),
      24
    )
  END;
-- rates_text: `1 XDR = 1.213450 EUR (ECB)`, several joined by ';', NULL for none.
CREATE OR REPLACE TEMP MACRO rates_text(rates) AS
  nullif(
    array_to_string(
      list_transform(rates, lambda r: '1 ' || r."from" || ' = ' || r."value" || ' ' || r."to" || ' (' || r.source || ')'),
      ';'
    ),
    ''
  );
-- decimal_text: a decimal without zeros at its end beyond the shown decimals; it has at least as many places.
CREATE OR REPLACE TEMP MACRO decimal_text(value, shown) AS
  rtrim(
    left(
      CAST(value AS VARCHAR),
      greatest(
        length(rtrim(CAST(value AS VARCHAR), '0')),
        instr(CAST(value AS VARCHAR), '.') + shown
      )
    ),
    '.'
  )
