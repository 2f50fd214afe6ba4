-- Grain: (group, fee_days, present_fee_days, attaches): devices of a group by what access fees look at.
SELECT no, group_no, fee_days, present_fee_days, attaches, count(*) AS devices
FROM device_group
GROUP BY ALL
ORDER BY ALL
