-- Grain: one row: how many devices wait for a review, of $agreement (null: of all).
SELECT count(*) AS devices
FROM read_parquet($devices, file_row_number = true) AS d
JOIN read_parquet($review) AS r ON r.place = d.file_row_number
WHERE CAST($agreement AS VARCHAR) IS NULL OR d.agreement_id = CAST($agreement AS VARCHAR)
