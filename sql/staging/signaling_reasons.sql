-- One row per reason of rejection: how many rows of the file it cost.
SELECT reason, count(*) AS rejected
FROM signaling_rejected
WHERE file_id = $file_id
GROUP BY reason
ORDER BY reason
