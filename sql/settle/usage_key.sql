-- Grain: one way in which usage of the period is measured and billed under a version, by its number.
SELECT no, version_no, service, measure, step, per_session, pair, tap_currency, tap_decimals
FROM period.usage_key
ORDER BY usage
