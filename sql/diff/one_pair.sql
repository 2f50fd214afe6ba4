-- One row: whether all usage in the lines of both runs is of one TADIG pair (by its number in its agreement), so that a device has
-- one row in a line for each service.
SELECT count(DISTINCT pair) <= 1 AS is_one FROM read_parquet([$from_lines, $to_lines])
