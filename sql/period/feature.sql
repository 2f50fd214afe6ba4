-- Grain: (no, imsi): the features of a device of the period store, with what the catalogue says of its TAC: two texts a device
-- that are not written down a million times. And the TADIG pair of its records, null where it has none. hour_counts: null where nothing happened in the period; it
-- counts instants, of which a device that is refused and tries again each second has 111,600 in one hour of the day.
CREATE OR REPLACE TEMP VIEW feature AS
SELECT
  f.* EXCLUDE (first_ms, last_ms, foreign_owner, in_declared_range, excluded)
    REPLACE (CASE WHEN f.instants > 0 THEN CAST(f.hour_counts AS INTEGER[]) END AS hour_counts),
  c.device_type, c.tac_class,
  f.first_ms, f.last_ms, f.foreign_owner, f.in_declared_range, f.excluded,
  t.home_tadig, t.visited_tadig
FROM period.device_feature AS f
LEFT JOIN tac_catalogue AS c ON c.tac = f.tac
LEFT JOIN period.device_fact AS t ON t.no = f.no AND t.imsi = f.imsi
