-- Grain: one call event of the files that are loaded in one transaction. They are a run: sorted by subscriber, so that a
-- range of IMSIs is a small part of every run, and by time within one.
INSERT INTO {{table}}
SELECT * FROM tap_record_feed() ORDER BY imsi, start_local
