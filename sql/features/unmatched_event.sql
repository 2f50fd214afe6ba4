-- Grain: (imsi, visited_plmn): signaling events of the period that belong to no agreement (rule 1), as the kernel
-- (src/features/kernel) counts them; visited_plmn is null where an event names none.
CREATE OR REPLACE TEMP TABLE unmatched_event (imsi BIGINT, visited_plmn INTEGER, events BIGINT)
