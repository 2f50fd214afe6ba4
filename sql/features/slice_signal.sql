-- Grain: one signaling event of the slice between two instants, packed for the kernel (src/features/kernel/flags.ts):
-- role of the procedure (1 registration, 2 cancel, 3 purge), result (4 ok, 8 other), 16 snapshot, 32 with a RAT, 64 with
-- one built for machines. imei: 0 for none; codes: -1 for none. Sums of comparisons cost a tenth of CASE.
SELECT
  imsi,
  CAST(event_ms AS DOUBLE) AS event_ms,
  coalesce(imei, 0) AS imei,
  coalesce(
    CAST(
      "procedure" IN (
        CAST($ul AS INTEGER), CAST($gprs_ul AS INTEGER), CAST($ulr AS INTEGER), CAST($register AS INTEGER),
        CAST($create_session AS INTEGER)
      ) AS INTEGER
    )
    + 2 * CAST("procedure" IN (CAST($cl AS INTEGER), CAST($clr AS INTEGER)) AS INTEGER)
    + 3 * CAST("procedure" IN (CAST($purge AS INTEGER), CAST($pur AS INTEGER), CAST($deregister AS INTEGER)) AS INTEGER),
    0
  )
  + coalesce(8 - 4 * CAST(result = CAST($ok AS INTEGER) AS INTEGER), 0)
  + coalesce(16 * CAST(interface = CAST($vlr AS INTEGER) AS INTEGER), 0)
  + coalesce(32 + 64 * CAST(rat IN (CAST($nb_iot AS INTEGER), CAST($lte_m AS INTEGER)) AS INTEGER), 0) AS packed,
  coalesce(visited_plmn, -1) AS visited_plmn,
  coalesce(cell, -1) AS cell,
  coalesce(apn, -1) AS apn
FROM slice_event
WHERE event_ms >= CAST($from_ms AS BIGINT) AND event_ms < CAST($until_ms AS BIGINT)
