-- Grain: (no, tap_currency): a TAP currency in which an agreement has money in the period, so that it needs a rate.
SELECT DISTINCT no, tap_currency FROM usage_fact WHERE billed_units <> 0 ORDER BY ALL
