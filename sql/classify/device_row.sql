-- Grain: (no, imsi): the devices of the period in the order of the list; rowid, which counts from 0, is the place in it: what the
-- list says of a device and what classification goes by, as far as neither thresholds nor prices are needed for it: one scan of
-- seen_device, whose order DuckDB keeps. Texts are as they are written. probability is in millionths; found_by,
-- reasons and contested_reasons hold where the device is not human, in any case, and where the model disagrees with a binding
-- declaration. Texts of which nearly every device has another are not compressed: they are short, and trying what would make
-- them shorter, and doing it, took a tenth of all that the list costs.
CREATE OR REPLACE TABLE period.device_row (
  no INTEGER,
  imsi BIGINT,
  declared BOOLEAN,
  binding BOOLEAN,
  probability INTEGER,
  volume_only_iot BOOLEAN,
  excluded BOOLEAN,
  imsi_text VARCHAR USING COMPRESSION uncompressed,
  agreement_id VARCHAR,
  home_tadig VARCHAR,
  visited_tadig VARCHAR,
  probability_text VARCHAR,
  first_seen VARCHAR USING COMPRESSION uncompressed,
  last_seen VARCHAR USING COMPRESSION uncompressed,
  tac VARCHAR,
  apns VARCHAR,
  days_observed BIGINT,
  days_present BIGINT,
  window_days BIGINT,
  longest_gap BIGINT,
  tap_records BIGINT,
  signaling_events BIGINT,
  bytes_up BIGINT,
  bytes_down BIGINT,
  sms BIGINT,
  calls BIGINT,
  has_tap BOOLEAN,
  fee_days BIGINT,
  present_fee_days INTEGER,
  attaches INTEGER,
  fee_version TINYINT,
  rats INTEGER,
  out_of_question BOOLEAN,
  found_by VARCHAR,
  reasons VARCHAR,
  contested_reasons VARCHAR
);
INSERT INTO period.device_row
WITH judged AS (
  SELECT
    *,
    CASE WHEN imsi = 1 THEN 0 ELSE CAST(round(1000000 / (1 + exp(-score / 1000.0))) AS INTEGER) END AS probability,
    imei_rows > 0 AND declared_tac_rows = imei_rows AS all_declared_tac,
    data_records > 0 AND declared_apn_records = data_records AS all_declared_apn
  FROM device_evidence
),
spoken AS (
  SELECT
    *,
    imsi <> 1 AND (in_declared_range OR all_declared_tac OR all_declared_apn) AS declared,
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
  f.no, f.imsi, f.declared, f.binding, f.probability, f.volume_only_iot, f.excluded,
  identifier_text(f.imsi) AS imsi_text,
  getvariable('party').agreement_id[f.no + 1] AS agreement_id,
  -- The pair of the device's own records; without any, the agreement's first.
  coalesce(f.home_tadig, getvariable('party').home_tadig[f.no + 1]) AS home_tadig,
  coalesce(f.visited_tadig, getvariable('party').visited_tadig[f.no + 1]) AS visited_tadig,
  CAST(f.probability // 1000000 AS VARCHAR) || '.' || lpad(CAST(f.probability % 1000000 AS VARCHAR), 6, '0')
    AS probability_text,
  utc_text(f.first_ms) AS first_seen,
  utc_text(f.last_ms) AS last_seen,
  coalesce(identifier_text(f.tac), '') AS tac,
  coalesce(f.apns, '') AS apns,
  f.days_observed, f.days_present, f.window_days, f.longest_gap, f.tap_records, f.signaling_events,
  f.bytes_up, f.bytes_down, f.sms, f.calls,
  f.tap_records > 0 OR f.has_charged AS has_tap,
  -- A fee is due once per IMSI, by the agreement that owns it; records without an IMSI owe none.
  CASE WHEN f.imsi = 1 OR f.foreign_owner THEN 0 ELSE f.fee_days END AS fee_days,
  CASE WHEN f.imsi = 1 OR f.foreign_owner THEN 0 ELSE f.present_fee_days END AS present_fee_days,
  CASE WHEN f.imsi = 1 OR f.foreign_owner THEN 0 ELSE f.attaches END AS attaches,
  f.fee_version,
  f.rats,
  -- Neither an observed day nor a charged record, or excluded, or no IMSI at all: ignore whatever it is.
  f.excluded OR f.imsi = 1 OR (f.days_observed = 0 AND f.charged_records = 0) AS out_of_question,
  concat_ws(
    ';',
    CASE WHEN f.in_declared_range THEN 'declared_imsi_range' END,
    CASE WHEN f.all_declared_apn THEN 'declared_apn' END,
    CASE WHEN f.all_declared_tac THEN 'declared_tac' END,
    CASE WHEN f.by_tac THEN 'tac_class' END,
    CASE WHEN f.by_behaviour THEN 'behaviour' END,
    CASE WHEN f.tap_records = 0 OR f.by_signaling THEN 'signaling' END
  ) AS found_by,
  concat_ws(';', nullif(f.circumstances, ''), nullif(f.arguments, '')) AS reasons,
  CASE
    WHEN f.binding AND f.declared
      THEN concat_ws(';', nullif(f.circumstances, ''), 'contested', nullif(f.arguments, ''))
  END AS contested_reasons
FROM spoken AS f
