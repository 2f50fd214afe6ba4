-- Grain: (no, imsi, age): a device that the run of an earlier month found to be iot, charged or in notice; age 1 is the month
-- before.
INSERT INTO past_device
SELECT CAST($no AS INTEGER), CAST('1' || imsi AS BIGINT), CAST($age AS INTEGER), decision = 'charge'
FROM read_parquet($path)
WHERE agreement_id = $agreement_id AND device = 'iot' AND decision <> 'ignore'
