-- Grain: as usage_measure, by number. rounds: records or sessions are rounded up; elsewhere the sums of the records will do.
CREATE OR REPLACE TEMP TABLE usage_way AS
SELECT
  no, CAST(service AS service) AS service, measure, step, per_session,
  measure <> 'events' AND (step > 1 OR per_session) AS rounds,
  measure = 'bytes' AS in_bytes,
  CAST(row_number() OVER (ORDER BY no, service, measure, step, per_session) AS INTEGER) AS way_no
FROM usage_measure
