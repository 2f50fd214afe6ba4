-- Grain: one row: how many rows of the truth file cannot be true of one device, by what is wrong with them.
SELECT
  count(*) FILTER (coalesce(NOT regexp_full_match(imsi, '[0-9]{6,15}'), true)) AS bad_imsi,
  count(*) FILTER (coalesce(device NOT IN ('iot', 'human'), true)) AS bad_device,
  count(*) - count(DISTINCT imsi) AS repeated
FROM truth_row
