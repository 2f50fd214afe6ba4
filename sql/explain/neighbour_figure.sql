-- Grain: one group of devices of an agreement: how many there are, and by figure the values that a quarter, half and three
-- quarters of them reach at most, as JSON. A figure that is not known of a device is not counted. charged: those that the
-- run charges; people: those that it takes for people; own: instead of both the device `$only`, where it names one.
WITH listed AS (
  SELECT
    CASE
      WHEN $only <> '' THEN 'own'
      WHEN d.decision = 'charge' THEN 'charged'
      WHEN d.decision = 'ignore' AND d.device = 'human' AND NOT f.excluded AND d.days_observed > 0 THEN 'people'
    END AS kind,
    CAST(d.days_present AS BIGINT) AS days_present,
    f.longest_gap,
    CASE WHEN f.signaling_events > 0 THEN f.signaling_events END AS signaling_events,
    CASE WHEN f.signaling_events > 0 THEN f.registrations END AS registrations,
    CASE WHEN f.signaling_events > 0 THEN f.rejections END AS rejections,
    CASE WHEN f.cells > 0 THEN f.cells END AS cells,
    f.hours,
    CASE WHEN f.instants > 0 THEN f.night * 100 // f.instants END AS night_percent,
    CASE WHEN f.gaps > 0 THEN f.gap_sum // f.gaps // 60 END AS minutes_apart,
    f.tap_records, f.data_days,
    CASE WHEN f.data_days > 0 THEN (f.bytes_up + f.bytes_down) // (1024 * f.data_days) END AS kilobytes_a_day,
    f.sms, f.calls
  FROM read_parquet($devices) AS d
  JOIN read_parquet($features) AS f ON f.agreement_id = d.agreement_id AND f.imsi = d.imsi
  WHERE d.agreement_id = $agreement AND d.imsi <> '' AND ($only = '' OR d.imsi = $only) AND ($only = '' OR f.imsi = $only)
)
SELECT
  kind, count(*) AS devices,
  CAST(to_json({
    'days_present': quantile_disc(days_present, [0.25, 0.5, 0.75]),
    'longest_gap': quantile_disc(longest_gap, [0.25, 0.5, 0.75]),
    'signaling_events': quantile_disc(signaling_events, [0.25, 0.5, 0.75]),
    'registrations': quantile_disc(registrations, [0.25, 0.5, 0.75]),
    'rejections': quantile_disc(rejections, [0.25, 0.5, 0.75]),
    'cells': quantile_disc(cells, [0.25, 0.5, 0.75]),
    'hours': quantile_disc(hours, [0.25, 0.5, 0.75]),
    'night_percent': quantile_disc(night_percent, [0.25, 0.5, 0.75]),
    'minutes_apart': quantile_disc(minutes_apart, [0.25, 0.5, 0.75]),
    'tap_records': quantile_disc(tap_records, [0.25, 0.5, 0.75]),
    'data_days': quantile_disc(data_days, [0.25, 0.5, 0.75]),
    'kilobytes_a_day': quantile_disc(kilobytes_a_day, [0.25, 0.5, 0.75]),
    'sms': quantile_disc(sms, [0.25, 0.5, 0.75]),
    'calls': quantile_disc(calls, [0.25, 0.5, 0.75])
  }) AS VARCHAR) AS figures
FROM listed
WHERE kind IS NOT NULL
GROUP BY kind
ORDER BY kind
