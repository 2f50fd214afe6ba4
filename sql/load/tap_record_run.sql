-- Grain: one call event of the files that are loaded in one transaction. They are a run: its rows come with subscribers
-- together, so that a range of IMSIs is a small part of every run.
INSERT INTO {{table}}
SELECT * FROM tap_stored_feed()
