-- Grain: (device, version, service): usage of a device in either run, as the whole settlements between them see it: `old`, then with the
-- records of the new run (records_step), then in its segments too (segment_step), then under its agreement (`new`); null for
-- nothing. segment_of: which of the device's segments it is settled in; is_new: its TAP money is new_tap, else old_tap. Where a
-- quantity is not in the archives, the usage stays as it was in the settlement before; held_records, held_segment say so.
CREATE OR REPLACE TEMP TABLE compared_usage AS
-- Rows are millions: they are summed and joined by numbers, words are looked up behind it.
WITH old AS (
  FROM {{usage}}_usage($from_lines, false)
),
new AS (
  FROM {{usage}}_usage($to_lines, true)
),
paired AS (
  SELECT
    coalesce(o.device, n.device) AS device,
    o.entry_row AS old_row, o.quantity AS old_quantity, o.records AS old_records, o.tap AS old_tap, o.tap_places AS old_places,
    n.entry_row AS new_row, n.quantity AS new_quantity, n.records AS new_records, n.tap AS new_tap, n.tap_places AS new_places
  FROM old AS o
  FULL JOIN new AS n ON n.device = o.device AND n.slot = o.slot
),
pair AS (
  SELECT
    p.* EXCLUDE (old_row, new_row),
    coalesce(o.version, n.version) AS version, coalesce(o.service, n.service) AS service,
    o.way AS old_way, o.entry AS old_entry, n.way AS new_way, n.entry AS new_entry
  FROM paired AS p
  LEFT JOIN compared_entry AS o ON o.rowid = p.old_row
  LEFT JOIN compared_entry AS n ON n.rowid = p.new_row
),
judged AS (
  SELECT
    p.*, a.scope_changed,
    c.no, c.old_axes, c.new_axes,
    e.first_entry, e.first_way, e.first_counts, e.kept_entry, e.kept_way, e.kept_counts,
    -- Both runs have the same of it, as far as their folders tell.
    c.same_counts AND p.old_records = p.new_records
      AND (p.old_way <> p.new_way OR p.old_quantity = p.new_quantity)
      AND (NOT a.same_rates OR p.old_places <> p.new_places OR p.old_tap = p.new_tap) AS unchanged
  FROM pair AS p
  JOIN compared_device AS c ON c.rowid = p.device
  JOIN compared_party AS a ON a.no = c.no
  LEFT JOIN placed_entry AS e
    ON e.old_axes = c.old_axes AND e.new_axes = c.new_axes AND e.version = p.version AND e.service = p.service
),
-- Records of which run: where what belongs to the agreement is said otherwise, those of the new one come with the agreement.
sourced AS (
  SELECT
    *,
    NOT scope_changed AS is_new,
    CASE WHEN scope_changed THEN old_way ELSE new_way END AS way,
    CASE WHEN scope_changed THEN new_way ELSE old_way END AS other_way,
    CASE WHEN scope_changed THEN old_quantity ELSE new_quantity END AS quantity,
    CASE WHEN scope_changed THEN new_quantity ELSE old_quantity END AS other_quantity,
    CASE WHEN scope_changed THEN old_records ELSE new_records END AS records,
    CASE
      WHEN old_entry IS NOT NULL
        THEN {'segment_of': 0::TINYINT, 'entry': old_entry, 'quantity': old_quantity, 'is_new': false}
    END AS old,
    CASE
      WHEN new_entry IS NOT NULL
        THEN {'segment_of': 3::TINYINT, 'entry': new_entry, 'quantity': new_quantity, 'is_new': true}
    END AS new
  FROM judged
),
measured AS (
  SELECT
    *,
    CASE
      WHEN first_way = way THEN quantity
      WHEN first_counts THEN records
      WHEN unchanged AND first_way = other_way THEN other_quantity
    END AS first_quantity,
    CASE
      WHEN kept_way = way THEN quantity
      WHEN kept_counts THEN records
      WHEN unchanged AND kept_way = other_way THEN other_quantity
    END AS kept_quantity
  FROM sourced
),
stepped AS (
  SELECT
    *,
    CASE
      WHEN way IS NULL THEN NULL
      WHEN first_quantity IS NULL THEN old
      ELSE {'segment_of': 1::TINYINT, 'entry': first_entry, 'quantity': first_quantity, 'is_new': is_new}
    END AS records_step
  FROM measured
)
SELECT
  no, old_axes, new_axes, version, service, old_tap, old_places, new_tap, new_places, old, records_step,
  CASE
    WHEN way IS NULL THEN NULL
    WHEN kept_quantity IS NULL THEN records_step
    ELSE {'segment_of': 2::TINYINT, 'entry': kept_entry, 'quantity': kept_quantity, 'is_new': is_new}
  END AS segment_step,
  new,
  way IS NOT NULL AND first_quantity IS NULL AS held_records,
  way IS NOT NULL AND kept_quantity IS NULL AS held_segment
FROM stepped
