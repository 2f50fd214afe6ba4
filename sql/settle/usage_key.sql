-- Grain: one way in which usage of the period is measured and billed.
SELECT CAST(usage AS INTEGER) AS usage, no, service, measure, CAST(step AS DOUBLE) AS step, per_session, tap_currency, tap_decimals
FROM period.usage_key
ORDER BY usage
