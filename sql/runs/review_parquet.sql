-- Grain: place: a device that waits for a review, in the order of the device list. place: row of the device in
-- devices.parquet, from 0; charged_amount: usage, fees and what is as billed if every waiting device were charged, this
-- device's part by its weight; at_stake: the same less usage_amount, access_amount and as_billed_amount of the list. Decimal
-- text in the agreement's currency.
CREATE OR REPLACE TEMP VIEW parquet_rows AS
SELECT item.*
FROM (
  SELECT unnest(from_json(getvariable('review_rows'), '[{"place": "INTEGER", "charged_amount": "VARCHAR", "at_stake": "VARCHAR"}]'))
    AS item
)
