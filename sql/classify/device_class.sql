-- Grain: (no, imsi): device, decision and the three axes (rules 3 to 5). probability is in millionths.
CREATE OR REPLACE TABLE period.device_class AS
WITH judged AS (
  SELECT
    f.*, e.evidence, e.score, s.binding,
    CASE
      WHEN f.imsi = 1 THEN 0
      ELSE CAST(round(1000000 / (1 + exp(-e.score / 1000.0))) AS INTEGER)
    END AS probability,
    CAST(s.charge_at AS INTEGER) AS charge_at,
    CAST(s.review_at AS INTEGER) AS review_at,
    f.imei_rows > 0 AND f.declared_tac_rows = f.imei_rows AS all_declared_tac,
    f.data_records > 0 AND f.declared_apn_records = f.data_records AS all_declared_apn,
    f.bytes_up + f.bytes_down AS bytes,
    s.permanent_days, s.max_gap_days, s.window_from_day, s.period_end_day,
    s.silent_bytes, s.silent_sms, s.silent_calls, s.low_bytes, s.low_sms, s.low_calls,
    c.first_day, c.last_day
  FROM period.device_feature AS f
  JOIN device_evidence AS e ON e.no = f.no AND e.imsi = f.imsi
  JOIN scope AS s ON s.no = f.no
  LEFT JOIN feed_coverage AS c ON c.visited_key = s.visited_key
),
declared AS (
  SELECT
    *,
    imsi <> 1 AND (in_declared_range OR all_declared_tac OR all_declared_apn) AS declared
  FROM judged
),
decided AS (
  SELECT
    *,
    CASE
      WHEN binding AND declared THEN 'iot'
      WHEN probability >= charge_at THEN 'iot'
      WHEN probability >= review_at THEN 'unknown'
      ELSE 'human'
    END AS device,
    -- Neither an observed day nor a charged record, or excluded, or no IMSI at all: ignore whatever it is.
    excluded OR imsi = 1 OR (days_observed = 0 AND charged_records = 0) AS out_of_question
  FROM declared
)
SELECT
  no, imsi, late_only, has_charged, foreign_owner, excluded, declared, in_declared_range, probability, device, score, evidence,
  tap_records, charged_records, signaling_events, bytes_up, bytes_down, sms, calls, days_observed, days_present,
  fee_days, present_fee_days, attaches, rats, window_days, longest_gap, first_ms, last_ms, tac, apns, device_type, tac_class,
  CASE
    WHEN window_days >= permanent_days AND longest_gap <= max_gap_days THEN 'permanent'
    WHEN first_day IS NULL OR first_day > window_from_day OR last_day < period_end_day - 1 THEN 'insufficient_history'
    ELSE 'temporary'
  END AS presence,
  CASE
    WHEN (silent_bytes IS NULL OR bytes <= silent_bytes) AND (silent_sms IS NULL OR sms <= silent_sms)
      AND (silent_calls IS NULL OR calls <= silent_calls) THEN 'silent'
    WHEN (low_bytes IS NULL OR bytes <= low_bytes) AND (low_sms IS NULL OR sms <= low_sms)
      AND (low_calls IS NULL OR calls <= low_calls) THEN 'low'
    ELSE 'normal'
  END AS activity,
  CASE
    WHEN out_of_question THEN 'ignore'
    WHEN device = 'iot' THEN 'charge'
    WHEN device = 'unknown' THEN 'review'
    ELSE 'ignore'
  END AS decision,
  CASE
    WHEN device = 'human' THEN ''
    ELSE array_to_string(list_filter([
      CASE WHEN in_declared_range THEN 'declared_imsi_range' END,
      CASE WHEN all_declared_apn THEN 'declared_apn' END,
      CASE WHEN all_declared_tac THEN 'declared_tac' END,
      CASE WHEN len(list_filter(evidence, i -> i.source = 'tac_class' AND i.weight > 0)) > 0 THEN 'tac_class' END,
      CASE WHEN len(list_filter(evidence, i -> i.source = 'behaviour' AND i.weight > 0)) > 0 THEN 'behaviour' END,
      CASE
        WHEN tap_records = 0 OR len(list_filter(evidence, i -> i.source = 'signaling' AND i.weight > 0)) > 0
          THEN 'signaling'
      END
    ], i -> i IS NOT NULL), ';')
  END AS detected_by,
  array_to_string(list_concat(
    list_filter([
      CASE WHEN imsi = 1 THEN 'records without an IMSI' END,
      CASE WHEN excluded THEN 'excluded by the agreement' END,
      CASE
        WHEN NOT excluded AND days_observed = 0 AND charged_records = 0 THEN 'no observed day and no charged record'
      END,
      CASE WHEN late_only THEN 'only charged late' END,
      CASE WHEN foreign_owner THEN 'IMSI owned by another agreement, no fee here' END,
      CASE WHEN binding AND in_declared_range THEN 'IMSI in a declared range (binding)' END,
      CASE WHEN binding AND all_declared_apn THEN 'declared APN in every data record (binding)' END,
      CASE WHEN binding AND all_declared_tac THEN 'declared TAC in every record and event (binding)' END,
      CASE WHEN binding AND declared AND probability < review_at THEN 'contested' END
    ], i -> i IS NOT NULL),
    list_transform(evidence, i -> (CASE WHEN i.weight > 0 THEN '+' ELSE '-' END)
      || CAST(abs(i.weight) // 1000 AS VARCHAR) || '.' || lpad(CAST((abs(i.weight) % 1000) // 10 AS VARCHAR), 2, '0')
      || ' ' || i.words)
  ), ';') AS reasons,
  has_charged AND NOT excluded AND imsi <> 1
    AND (in_declared_range OR charged_declared_apn > 0 OR charged_declared_tac > 0) AS volume_only_iot
FROM (SELECT *, charged_declared_apn_records AS charged_declared_apn, charged_declared_tac_records AS charged_declared_tac FROM decided)
ORDER BY no, text_order(imsi), imsi
