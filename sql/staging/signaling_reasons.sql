-- One row per reason of rejection: how many rows of the file it cost.
SELECT reason, count(*) AS rejected
FROM signaling_rejected
GROUP BY reason
ORDER BY reason
