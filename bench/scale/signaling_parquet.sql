-- One row per event of a part of the day, in the order of time, as a Parquet file.
COPY (
  SELECT
    to_timestamp(CAST(event_ms AS DOUBLE) / 1000) AS event_time,
    imsi, imei, interface, procedure, result, visited_plmn, rat, cell, apn
  FROM signaling_day
  WHERE event_ms >= {{from_ms}} AND event_ms < {{until_ms}}
  ORDER BY ALL
) TO '{{path}}' (FORMAT parquet, COMPRESSION zstd)
