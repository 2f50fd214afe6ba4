-- Grain: (no, imsi): the equipment and APNs the device was seen with: the most frequent TAC (lowest on a tie), and all
-- APNs in text order.
CREATE OR REPLACE TEMP TABLE identity_feature AS
WITH seen_with AS (
  SELECT r.no, r.imsi, tac_of(r.imei) AS tac, r.apn
  FROM device_record AS r
  JOIN reference_seen AS s ON s.no = r.no AND s.imsi = r.imsi
  WHERE r.in_period OR (s.late_only AND r.charged)
  UNION ALL
  SELECT no, imsi, tac_of(imei), apn FROM device_event WHERE in_period
),
tac_count AS (
  SELECT no, imsi, tac, count(*) AS uses FROM seen_with WHERE tac IS NOT NULL GROUP BY no, imsi, tac
),
tac_choice AS (
  SELECT no, imsi, first(tac ORDER BY uses DESC, tac) AS tac, count(*) AS tacs FROM tac_count GROUP BY no, imsi
),
apn_use AS (
  SELECT DISTINCT s.no, s.imsi, d.value FROM seen_with AS s JOIN text_dictionary AS d ON d.code = s.apn
),
apn_list AS (
  SELECT no, imsi, string_agg(value, ';' ORDER BY value) AS apns FROM apn_use GROUP BY no, imsi
)
SELECT no, imsi, tac_choice.tac, coalesce(tac_choice.tacs, 0) AS tacs, apn_list.apns
FROM tac_choice
FULL JOIN apn_list USING (no, imsi)
