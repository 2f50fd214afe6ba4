-- Grain: (no, version_no): a version of an agreement in force in the period, by date from 0 on, with the days of the period
-- that it holds on. since_day, until_day part all days among the versions, whether a term holds on them or not, so that
-- each day has one version.
CREATE OR REPLACE TEMP TABLE scope_version AS
SELECT
  item.no, item.version_no, item.from_day, item.end_day,
  CASE WHEN item.version_no = 0 THEN -2147483648 ELSE item.from_day END AS since_day,
  lead(item.from_day, 1, 2147483647) OVER (PARTITION BY item.no ORDER BY item.version_no) AS until_day
FROM (
  SELECT unnest(from_json(json_extract($scope, '$.versions'), '[{
    "no": "INTEGER", "version_no": "TINYINT", "from_day": "INTEGER", "end_day": "INTEGER"
  }]')) AS item
)
