-- Grain: one charge of a call event that has several, of the files that are loaded in one transaction.
INSERT INTO tap_charge
SELECT * FROM tap_charge_feed()
