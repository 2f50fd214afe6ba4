-- Grain: one kind of device.
FROM device_kind ORDER BY kind
