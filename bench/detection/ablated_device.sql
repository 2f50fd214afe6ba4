-- Grain: (agreement_id, imsi): the device list of a run with other probabilities, by which alone its devices are charged.
COPY (
  SELECT
    d.* EXCLUDE (party) REPLACE (
      printf('%.6f', coalesce(e.p, 0)) AS probability,
      CASE WHEN coalesce(e.p, 0) >= {{charge_at}} THEN 'charge' ELSE 'ignore' END AS decision
    )
  FROM (SELECT *, dense_rank() OVER (ORDER BY agreement_id) AS party FROM read_parquet('{{devices}}')) AS d
  LEFT JOIN (
    -- Agreements are numbered in the order of their ids.
    SELECT
      dense_rank() OVER (ORDER BY no) AS party, identifier_text(imsi) AS imsi, round(1 / (1 + exp(-score / 1000.0)), 6) AS p
    FROM device_evidence
  ) AS e ON e.party = d.party AND e.imsi = d.imsi
) TO '{{out}}' (FORMAT parquet)
