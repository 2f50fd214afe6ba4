-- Grain: one way in which usage of the period is measured and billed, by its number.
SELECT no, service, measure, step, per_session, pair, tap_currency, tap_decimals
FROM period.usage_key
ORDER BY usage
