-- Grain: one agreement in force in the period (`no` is its position in id order).
CREATE OR REPLACE TEMP TABLE scope AS
SELECT item.*
FROM (
  SELECT unnest(from_json(json_extract($scope, '$.scopes'), '[{
    "no": "INTEGER", "visited_key": "VARCHAR", "basis": "VARCHAR", "window_from_day": "INTEGER", "period_from_day": "INTEGER",
    "period_end_day": "INTEGER", "carry_ms": "BIGINT", "min_attached_ms": "BIGINT",
    "scan_from_ms": "BIGINT", "scan_until_ms": "BIGINT", "scan_from_day": "INTEGER",
    "permanent_days": "INTEGER", "max_gap_days": "INTEGER",
    "silent_bytes": "BIGINT", "silent_sms": "BIGINT", "silent_calls": "BIGINT",
    "low_bytes": "BIGINT", "low_sms": "BIGINT", "low_calls": "BIGINT",
    "binding": "BOOLEAN", "charge_at": "VARCHAR", "review_at": "VARCHAR", "keep_at": "VARCHAR", "notice_periods": "INTEGER"
  }]')) AS item
)
