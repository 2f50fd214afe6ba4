-- Grain: (day, service) of shown_record.
SELECT
  event_day AS day, CAST(service AS VARCHAR) AS service, count(*) AS records,
  CAST(sum(CAST(bytes_up AS HUGEINT) + bytes_down) AS VARCHAR) AS bytes, CAST(sum(seconds) AS VARCHAR) AS seconds
FROM shown_record
GROUP BY ALL
