-- Appends the rows of the CSV files to tap_text.
COPY tap_text FROM '{{path}}' (FORMAT csv, HEADER false, NULLSTR '')
