-- One row per event of a part of the day, in the order of time, as a CSV file; the time is epoch milliseconds.
COPY (
  SELECT event_ms AS event_time, imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn
  FROM signaling_day
  WHERE event_ms >= {{from_ms}} AND event_ms < {{until_ms}}
  ORDER BY ALL
) TO '{{path}}' (FORMAT csv, HEADER true)
