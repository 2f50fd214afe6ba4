-- Grain: one signaling event of the slice between two instants, packed for the kernel (src/features/kernel/flags.ts):
-- role of the procedure (1 registration, 2 cancel, 3 purge), result (4 ok, 8 other), 16 snapshot, 32 with a RAT, 64 with
-- one built for machines. tac: -1 without an IMEI, 0 for one without a TAC. Other codes: -1 for none.
SELECT
  imsi,
  CAST(event_ms AS DOUBLE) AS event_ms,
  coalesce(CAST(tac_of(imei) AS INTEGER), CASE WHEN imei IS NULL THEN -1 ELSE 0 END) AS tac,
  CASE
    WHEN "procedure" IN (CAST($ul AS INTEGER), CAST($gprs_ul AS INTEGER)) THEN 1
    WHEN "procedure" IN (CAST($ulr AS INTEGER), CAST($register AS INTEGER), CAST($create_session AS INTEGER)) THEN 1
    WHEN "procedure" IN (CAST($cl AS INTEGER), CAST($clr AS INTEGER)) THEN 2
    WHEN "procedure" IN (CAST($purge AS INTEGER), CAST($pur AS INTEGER), CAST($deregister AS INTEGER)) THEN 3
    ELSE 0
  END
  + CASE WHEN result IS NULL THEN 0 WHEN result = CAST($ok AS INTEGER) THEN 4 ELSE 8 END
  + CASE WHEN interface = CAST($vlr AS INTEGER) THEN 16 ELSE 0 END
  + CASE WHEN rat IS NULL THEN 0 WHEN rat IN (CAST($nb_iot AS INTEGER), CAST($lte_m AS INTEGER)) THEN 96 ELSE 32 END
    AS packed,
  coalesce(visited_plmn, -1) AS visited_plmn,
  coalesce(cell, -1) AS cell,
  coalesce(apn, -1) AS apn
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
