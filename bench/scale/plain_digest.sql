-- One row: devices of either side, and order-free digests of what both say of each: events, distinct cells and TACs.
WITH plain AS (
  SELECT imsi, events, coalesce(cells, 0) AS cells, tacs FROM plain_feature
),
ours AS (
  SELECT imsi, signaling_events AS events, cells, tacs FROM period.device_feature WHERE signaling_events > 0
)
SELECT
  (SELECT count(*) FROM plain) AS plain_devices,
  (SELECT count(*) FROM ours) AS our_devices,
  (SELECT CAST(sum(CAST(hash(p) AS HUGEINT)) AS VARCHAR) FROM plain AS p) AS plain_digest,
  (SELECT CAST(sum(CAST(hash(o) AS HUGEINT)) AS VARCHAR) FROM ours AS o) AS our_digest
