-- Grain: (group, fee_days): devices of a group by observed days inside the term, for access fees.
SELECT no, group_no, fee_days, count(*) AS devices FROM device_group GROUP BY ALL ORDER BY ALL
