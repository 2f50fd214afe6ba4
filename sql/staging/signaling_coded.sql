-- signaling_coded: one row per well-formed row of the files that load together, its texts as codes of text_dictionary: like
-- signaling_event, where those go that are no repeats.
CREATE OR REPLACE TEMP TABLE signaling_coded AS FROM signaling_event LIMIT 0
