-- Two scalar macros over free text, no relation; a query names the one it needs (placeholder `as_text`).
-- spreadsheet_text: a spreadsheet takes a cell that begins with = + - @ (or a tab, a line break, their full-width
-- forms) for a formula. An apostrophe is put before such a character at the start of the text and after each ';' (our
-- list separator, and the column separator of many spreadsheets); an apostrophe there gets another one. Taking one
-- apostrophe away at the start and after each ';' gives the text back. Amounts are our own numbers and are left alone.
-- plain_text: the text itself, for Parquet.
CREATE OR REPLACE TEMP MACRO spreadsheet_text(value) AS
  regexp_replace(value, '(^|;)([=+\-@\t\r\n''＝＋－＠])', '\1''\2', 'g');
CREATE OR REPLACE TEMP MACRO plain_text(value) AS value
