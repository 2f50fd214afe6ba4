-- Grain: one row: what the evidence in device_row hangs on beside the features; by_model: whether the model
-- says it, and not the rules; whole: no device is missing in it. model: what the model learned, as JSON.
CREATE OR REPLACE TABLE period.arranged AS SELECT $identity AS identity, $by_model AS by_model, true AS whole, $model AS model
