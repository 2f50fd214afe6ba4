-- Grain: one row: that the list is whole, and what its evidence hangs on beside the features. model: what the model learned, as JSON.
CREATE OR REPLACE TABLE period.arranged AS SELECT $identity AS identity, $model AS model
