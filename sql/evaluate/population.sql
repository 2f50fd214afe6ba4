-- Grain: one row: how the truth file and the device list cover each other.
SELECT
  (SELECT count(*) FROM truth) AS truth_devices,
  (SELECT count(*) FROM truth WHERE device = 'iot') AS truth_machines,
  (SELECT count(DISTINCT imsi) FROM judged_device) AS listed_devices,
  (SELECT count(DISTINCT imsi) FROM judged_device WHERE machine) AS listed_machines,
  (SELECT count(DISTINCT imsi) FROM judged_device WHERE in_question) AS judged_devices,
  (SELECT count(DISTINCT imsi) FROM judged_device WHERE in_question AND machine) AS judged_machines
