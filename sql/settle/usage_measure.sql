-- Grain: (no, service, measure, step, per_session): every way in which an agreement's entries measure a service.
CREATE OR REPLACE TEMP TABLE usage_measure AS
SELECT DISTINCT no, service, measure, step, per_session FROM usage_entry
