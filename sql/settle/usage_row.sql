-- Grain: one row of usage_row, in the order of the list.
SELECT place, usage, quantity, billed_units, records FROM period.usage_row
