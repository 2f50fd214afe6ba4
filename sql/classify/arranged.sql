-- Grain: one row: what the evidence in device_row hangs on beside the features; whole: no device is missing in it.
CREATE OR REPLACE TABLE period.arranged AS SELECT $binding AS binding, true AS whole
