-- Grain: (visited_plmn, interface, quarter of an hour since 1970), maybe in several rows: signaling events, as the kernel
-- (src/features/kernel) counts them; -1: the event names none. As sql/period/feed_quarter.sql, of the PLMNs in scope_plmn.
CREATE OR REPLACE TEMP TABLE feed_quarter (visited_plmn INTEGER, interface INTEGER, quarter INTEGER, events INTEGER)
