-- Grain: (no, imsi): the devices of the period in the order of the list; rowid, which counts from 0 as long as nothing is
-- deleted, is the place in it.
CREATE TABLE period.ordered_row AS FROM listed_row ORDER BY no, text_order(imsi), imsi
