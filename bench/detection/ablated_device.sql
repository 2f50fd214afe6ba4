-- Grain: (agreement_id, imsi): the device list of a run with other probabilities, by which alone its devices are charged.
COPY (
  SELECT
    d.* REPLACE (
      printf('%.6f', coalesce(e.p, 0)) AS probability,
      CASE WHEN coalesce(e.p, 0) >= {{charge_at}} THEN 'charge' ELSE 'ignore' END AS decision
    )
  FROM read_parquet('{{devices}}') AS d
  LEFT JOIN (
    SELECT r.agreement_id, r.imsi_text AS imsi, round(1 / (1 + exp(-a.score / 1000.0)), 6) AS p
    FROM device_evidence AS a
    JOIN period.device_row AS r ON r.no = a.no AND r.imsi = a.imsi
  ) AS e ON e.agreement_id = d.agreement_id AND e.imsi = d.imsi
) TO '{{out}}' (FORMAT parquet)
