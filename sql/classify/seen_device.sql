-- Grain: (no, imsi): a device of the period store in the order of the list: rowid, which counts from 0, is its place in it. With
-- what feeds its visited network has, whether its declaration binds, what a reviewer taught of it (taught, null where nobody did),
-- and what the model takes as given. in_question: rule 5 leaves it to the decision. all_declared_tac: in each record and event with
-- an IMEI; all_declared_apn: in each data record; is_declared: rule 5. equipment: no IMEI 0, the TAC of a machine 1, of a person 2,
-- of both 3, not in the catalogue 4; a declared TAC 4 more. declaration: range 1, APN 2.
CREATE OR REPLACE TEMP TABLE seen_device AS
SELECT
  f.*,
  -- A device of volume_only (rule 11).
  f.has_charged AND NOT f.excluded AND f.imsi <> 1
    AND (f.in_declared_range OR f.charged_declared_apn_records > 0 OR f.charged_declared_tac_records > 0) AS volume_only_iot,
  s.binding, feed.has_tap, feed.has_registers, feed.has_sessions, t.label AS taught,
  f.imsi <> 1 AND NOT f.excluded AND (f.days_observed > 0 OR f.charged_records > 0) AS in_question,
  f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows AS all_declared_tac,
  f.data_records > 0 AND f.declared_apn_records = f.data_records AS all_declared_apn,
  f.imsi <> 1 AND (f.in_declared_range OR all_declared_tac OR all_declared_apn) AS is_declared,
  CASE
    WHEN f.tac IS NULL THEN 0
    WHEN f.tac_class = 'iot' THEN 1
    WHEN f.tac_class = 'human' THEN 2
    WHEN f.tac_class = 'open' THEN 3
    ELSE 4
  END
  + CASE WHEN f.tac IS NOT NULL AND all_declared_tac THEN 4 ELSE 0 END AS equipment,
  CASE WHEN f.in_declared_range THEN 1 ELSE 0 END
  + CASE
      WHEN all_declared_apn OR (f.data_records = 0 AND f.declared_apn_events > 0) THEN 2
      ELSE 0
    END AS declaration
FROM feature AS f
JOIN scope AS s ON s.no = f.no
JOIN visited_feed AS feed ON feed.visited_key = s.visited_key
LEFT JOIN taught_device AS t ON t.no = f.no AND t.imsi = f.imsi
ORDER BY f.no, text_order(f.imsi), f.imsi
