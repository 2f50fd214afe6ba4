-- Grain: (no, imsi): a device of seen_device with the evidence for (positive) and against (negative) a machine, as JSON of a list
-- of {source, weight, words} and as text (arguments); by_…: what finds it. Weights are thousandths of a logit and their sum plus the prior is the score.
-- Silence is in no rule: a silent phone and a silent meter look alike. Where nothing but signaling speaks, the last rule
-- keeps the device for a person to decide.
CREATE OR REPLACE TEMP VIEW device_evidence AS
WITH shape AS (
  SELECT
    *,
    CASE
      WHEN gaps >= 10 THEN CAST(gap_square_sum AS DOUBLE) * gaps / (CAST(gap_sum AS DOUBLE) * gap_sum) - 1
    END AS variation,
    CAST(bytes_up AS HUGEINT) + bytes_down AS bytes
  FROM seen_device
),
spoken AS (
  SELECT
    * EXCLUDE (variation, bytes),
    list_filter([
      CASE
        WHEN tac_class = 'iot' THEN {'source': 'tac_class', 'weight': 3700, 'words': 'TAC type ' || device_type}
        WHEN tac_class = 'human' THEN {'source': 'tac_class', 'weight': -4200, 'words': 'TAC type ' || device_type}
      END,
      CASE
        WHEN iot_rat_events > 0
          THEN {'source': 'signaling', 'weight': 4500, 'words': 'NB-IoT or LTE-M access, built for machines'}
      END,
      CASE
        WHEN in_declared_range AND NOT binding
          THEN {'source': 'declared_imsi_range', 'weight': 2000, 'words': 'IMSI in a declared range'}
      END,
      CASE
        WHEN binding THEN NULL
        WHEN data_records > 0 AND declared_apn_records = data_records
          THEN {'source': 'declared_apn', 'weight': 2500, 'words': 'declared APN in every data record'}
        WHEN declared_apn_records > 0
          THEN {'source': 'declared_apn', 'weight': 800, 'words': 'declared APN in some data records'}
        WHEN declared_apn_events > 0 AND data_records = 0
          THEN {'source': 'declared_apn', 'weight': 2000, 'words': 'declared APN in signaling'}
      END,
      CASE
        WHEN imei_rows > 0 AND declared_tac_rows = imei_rows AND NOT binding
          THEN {'source': 'declared_tac', 'weight': 2500, 'words': 'declared TAC in every record and event'}
      END,
      CASE
        WHEN variation < 0.1
          THEN {'source': 'behaviour', 'weight': 2000, 'words': 'events at very regular intervals'}
        WHEN variation < 0.35
          THEN {'source': 'behaviour', 'weight': 1000, 'words': 'events at regular intervals'}
        WHEN variation > 2
          THEN {'source': 'behaviour', 'weight': -400, 'words': 'events at irregular intervals'}
      END,
      CASE
        WHEN instants >= 48 AND hours >= 20 AND night * 100 BETWEEN instants * 15 AND instants * 40
          THEN {'source': 'behaviour', 'weight': 900, 'words': 'active around the clock'}
        WHEN instants >= 30 AND night * 100 < instants * 4
          THEN {'source': 'behaviour', 'weight': -800, 'words': 'quiet at night'}
      END,
      CASE
        WHEN data_days >= 4 AND bytes < CAST(data_days AS HUGEINT) * 204800
          THEN {'source': 'behaviour', 'weight': 1000, 'words': 'under 200 kB on a day with data'}
        WHEN data_days > 0 AND bytes > CAST(data_days AS HUGEINT) * 31457280
          THEN {'source': 'behaviour', 'weight': -2200, 'words': 'over 30 MB on a day with data'}
      END,
      CASE
        WHEN calls_mo >= 5 THEN {'source': 'behaviour', 'weight': -2700, 'words': 'five or more calls made'}
        WHEN calls_mo >= 1 THEN {'source': 'behaviour', 'weight': -1200, 'words': 'calls made'}
      END,
      CASE WHEN sms_mo >= 5 THEN {'source': 'behaviour', 'weight': -600, 'words': 'five or more SMS sent'} END,
      CASE
        WHEN cells = 1 AND event_days >= 8
          THEN {'source': 'signaling', 'weight': 1300, 'words': 'never leaves one cell in eight days or more'}
      END,
      CASE
        WHEN days_present >= 20 THEN {'source': 'signaling', 'weight': 400, 'words': 'present on 20 days or more'}
      END,
      CASE WHEN tacs >= 3 THEN {'source': 'tac_class', 'weight': -600, 'words': 'three or more TACs'} END,
      CASE
        WHEN tac_class IS DISTINCT FROM 'iot' AND iot_rat_events = 0 AND tap_records = 0
          AND (binding OR NOT (in_declared_range OR declared_apn_events > 0 OR declared_tac_rows > 0))
          THEN {'source': 'signaling', 'weight': -1500, 'words': 'nothing but signaling: a phone at rest looks the same'}
      END
    ], item -> item IS NOT NULL) AS items
  FROM shape
)
SELECT
  * EXCLUDE (items),
  CAST(coalesce(list_sum(list_transform(items, item -> item.weight)), 0) - 1000 AS INTEGER) AS score,
  array_to_string(list_transform(items, item -> argument(item.weight, item.words)), ';') AS arguments,
  CAST(to_json(items) AS VARCHAR) AS evidence,
  len(list_filter(items, item -> item.source = 'tac_class' AND item.weight > 0)) > 0 AS by_tac,
  len(list_filter(items, item -> item.source = 'behaviour' AND item.weight > 0)) > 0 AS by_behaviour,
  len(list_filter(items, item -> item.source = 'signaling' AND item.weight > 0)) > 0 AS by_signaling
FROM spoken
