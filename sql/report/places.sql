-- One row: the most decimal places that an amount of a device has.
SELECT
  coalesce(max(greatest(
    CASE WHEN contains(tap_amount, '.') THEN length(tap_amount) - instr(tap_amount, '.') ELSE 0 END,
    CASE WHEN contains(amount, '.') THEN length(amount) - instr(amount, '.') ELSE 0 END
  )), 0) AS places
FROM report_device_line
