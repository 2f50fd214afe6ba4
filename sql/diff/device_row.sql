-- Grain: as changed_device, in the order of the device list. change: of the three amounts together, decimal text.
SELECT
  agreement_id, imsi, currency, from_device, to_device, from_probability, to_probability, from_segment, to_segment,
  from_decision, to_decision, from_usage, to_usage, from_access, to_access, from_as_billed, to_as_billed,
  decimal_text(
    coalesce(CAST(to_usage AS DECIMAL(38, 6)), 0) + coalesce(CAST(to_access AS DECIMAL(38, 6)), 0)
    + coalesce(CAST(to_as_billed AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_usage AS DECIMAL(38, 6)), 0)
    - coalesce(CAST(from_access AS DECIMAL(38, 6)), 0) - coalesce(CAST(from_as_billed AS DECIMAL(38, 6)), 0),
    0
  ) AS change
FROM changed_device($from_devices, $to_devices)
ORDER BY agreement_id, imsi
