-- Grain: (no, imsi): a device of one run: what it is settled by beside its usage.
CREATE OR REPLACE TEMP TABLE {{table}} AS
SELECT
  p.no, d.imsi, d.imsi = '' AS nobody, CAST(d.file_row_number AS INTEGER) AS place, d.segment, d.decision, f.excluded,
  d.presence, d.activity, d.declared, d.detected_by, f.rats & p.rats AS rats,
  {
    'tap_records': d.tap_records, 'bytes_up': d.bytes_up, 'bytes_down': d.bytes_down, 'sms': d.sms, 'calls': d.calls
  } AS counts,
  -- What access fees look at: nothing of records without an IMSI, and of devices that another agreement owns.
  CASE WHEN d.imsi = '' OR f.foreign_owner THEN 0 ELSE f.fee_days END AS observed,
  CASE WHEN d.imsi = '' OR f.foreign_owner THEN 0 ELSE f.present_fee_days END AS present,
  CASE WHEN d.imsi = '' OR f.foreign_owner THEN 0 ELSE f.attaches END AS attaches,
  coalesce(f.fee_version, CASE WHEN $is_new THEN p.new_latest ELSE p.old_latest END) AS fee_version
FROM read_parquet($devices, file_row_number = true) AS d
JOIN compared_party AS p ON p.agreement_id = d.agreement_id
JOIN read_parquet($features) AS f ON f.imsi = d.imsi AND f.agreement_id = d.agreement_id
