-- One row per agreement and IMSI: the device list of the run, its IMSIs as the report shows them ({{as_imsi}}).
-- `own_imsi` and `imsi_order`, what rows of devices are ordered by, are never shown.
CREATE TEMP VIEW report_device AS
WITH listed AS (
  SELECT *, {{as_imsi}}(agreement_id, imsi) AS shown
  FROM read_parquet(getvariable('devices_path'))
  WHERE getvariable('only_agreement') = '' OR agreement_id = getvariable('only_agreement')
)
SELECT
  * EXCLUDE (shown) REPLACE (
    shown AS imsi,
    -- Free text may name the device by its IMSI.
    CASE WHEN imsi = '' THEN apns ELSE replace(apns, imsi, shown) END AS apns,
    CASE WHEN imsi = '' THEN reasons ELSE replace(reasons, imsi, shown) END AS reasons
  ),
  imsi AS own_imsi,
  CASE WHEN getvariable('shuffled') THEN shown ELSE imsi END AS imsi_order
FROM listed
