-- Grain: one way in which usage of the period is measured and billed under a version of an agreement. The numbers of an
-- agreement stand together, in it those of a version, in that those of a service, in that those of a measure, and in that
-- those of a TADIG pair.
CREATE OR REPLACE TABLE period.usage_key AS
SELECT
  row_number() OVER (
    ORDER BY no, version_no, service, measure, step, per_session, pair, tap_currency, tap_decimals
  ) - 1 AS usage,
  *
FROM (
  SELECT DISTINCT no, version_no, service, measure, step, per_session, pair, tap_currency, tap_decimals
  FROM period.usage_quantity
)
