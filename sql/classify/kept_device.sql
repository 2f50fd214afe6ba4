-- Grain: (no, imsi): a device whose row in the list stays as it is.
CREATE OR REPLACE TEMP TABLE kept_device AS SELECT no, imsi FROM period.device_row
