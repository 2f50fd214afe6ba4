-- Grain: (no, imsi, kind_no, service, in_period, version_no): sums over the known records of a device that are alike in
-- these; version_no is null for those that are not charged.
-- day_bits: the days of those in the period, from its first day on. second_squares: of durations up to two days, so that no sum
-- overflows.
CREATE OR REPLACE TEMP TABLE record_sum AS
SELECT
  r.no, r.imsi, r.kind_no, r.service, r.in_period, r.version_no, r.version_no IS NOT NULL AS charged,
  count(*) AS records,
  sum(r.duration) AS seconds,
  sum(least(r.duration, 172800) * least(r.duration, 172800)) AS second_squares,
  sum(r.bytes_up) AS bytes_up,
  sum(r.bytes_down) AS bytes_down,
  CAST(sum(r.charge) + sum(r.camel_fee) - sum(r.refund) AS HUGEINT) AS billed_units,
  count(r.imei) AS imeis,
  count(a.apn) AS declared_apns,
  count(t.tac) AS declared_tacs,
  bit_or(CASE WHEN r.in_period THEN 1 << (r.event_day - p.from_day) ELSE 0 END) AS day_bits,
  min(r.start_ms) AS first_ms,
  max(r.start_ms) AS last_ms
FROM device_record AS r
CROSS JOIN (SELECT any_value(period_from_day) AS from_day FROM scope) AS p
LEFT JOIN scope_apn AS a ON a.no = r.no AND a.apn = r.apn
LEFT JOIN scope_tac AS t ON t.no = r.no AND t.tac = tac_of(r.imei)
WHERE r.in_period OR r.charged
GROUP BY r.no, r.imsi, r.kind_no, r.service, r.in_period, r.version_no
