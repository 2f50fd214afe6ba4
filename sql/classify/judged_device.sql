-- Grain: (no, imsi): a device of device_evidence with what the list says by it. probability is in millionths; found_by and reasons
-- hold where the device is not human, and in any case; before_contested: letters of reasons that stand before the word
-- "contested", which the list adds where the model disagrees with a binding declaration. A view: each of its two readers asks for a part.
CREATE OR REPLACE TEMP VIEW judged_device AS
WITH judged AS (
  SELECT
    *,
    CASE WHEN imsi = 1 THEN 0 ELSE CAST(round(1000000 / (1 + exp(-score / 1000.0))) AS INTEGER) END AS probability
  FROM device_evidence
),
spoken AS (
  SELECT
    *,
    concat_ws(
      ';',
      CASE WHEN imsi = 1 THEN 'records without an IMSI' END,
      CASE WHEN excluded THEN 'excluded by the agreement' END,
      CASE
        WHEN NOT excluded AND days_observed = 0 AND charged_records = 0 THEN 'no observed day and no charged record'
      END,
      CASE WHEN late_only THEN 'only charged late' END,
      CASE WHEN foreign_owner THEN 'IMSI owned by another agreement, no fee here' END,
      CASE WHEN binding AND in_declared_range THEN 'IMSI in a declared range (binding)' END,
      CASE WHEN binding AND all_declared_apn THEN 'declared APN in every data record (binding)' END,
      CASE WHEN binding AND all_declared_tac THEN 'declared TAC in every record and event (binding)' END
    ) AS circumstances
  FROM judged
)
SELECT
  * EXCLUDE (circumstances),
  concat_ws(
    ';',
    CASE WHEN in_declared_range THEN 'declared_imsi_range' END,
    CASE WHEN all_declared_apn THEN 'declared_apn' END,
    CASE WHEN all_declared_tac THEN 'declared_tac' END,
    CASE WHEN by_tac THEN 'tac_class' END,
    CASE WHEN by_behaviour THEN 'behaviour' END,
    CASE WHEN tap_records = 0 OR by_signaling THEN 'signaling' END
  ) AS found_by,
  CAST(length(circumstances) AS INTEGER) AS before_contested,
  concat_ws(';', nullif(circumstances, ''), nullif(arguments, '')) AS reasons
FROM spoken
