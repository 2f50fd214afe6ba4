-- Grain: (agreement_id, imsi): a device that waits for a review, by agreement the one first whose charge is furthest from what it
-- is settled at; exact texts of the agreement's currency. Those of $agreement (null: of all), $most of them from place $skip on.
SELECT
  d.file_row_number AS row, d.agreement_id, d.imsi, d.probability, r.charged_amount, r.at_stake, d.currency, d.presence, d.activity, d.days_present,
  d.days_observed, d.tap_records, d.signaling_events, d.tac, d.apns, d.reasons
FROM read_parquet($devices, file_row_number = true) AS d
JOIN read_parquet($review) AS r ON r.place = d.file_row_number
WHERE CAST($agreement AS VARCHAR) IS NULL OR d.agreement_id = CAST($agreement AS VARCHAR)
ORDER BY d.agreement_id, abs(CAST(r.at_stake AS DECIMAL(38, 9))) DESC, d.file_row_number
LIMIT CAST($most AS BIGINT) OFFSET CAST($skip AS BIGINT)
