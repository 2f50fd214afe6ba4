-- Grain: (no, imsi): device_signal of the kernel with the text of its APNs, in the types of reference_signal.
CREATE OR REPLACE TEMP TABLE kernel_signal AS
WITH apn_list AS (
  SELECT a.no, a.imsi, string_agg(d.value, ';' ORDER BY d.value) AS apns
  FROM device_apn AS a
  JOIN text_dictionary AS d ON d.code = a.apn
  GROUP BY a.no, a.imsi
)
SELECT s.* EXCLUDE (only_apn) REPLACE (CAST(s.hour_counts AS BIGINT[]) AS hour_counts), coalesce(a.value, l.apns) AS apns
FROM device_signal AS s
LEFT JOIN text_dictionary AS a ON a.code = s.only_apn
LEFT JOIN apn_list AS l USING (no, imsi)
