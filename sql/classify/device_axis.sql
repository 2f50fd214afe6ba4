-- Grain: one device of the list by its place: device, decision and the three axes (rules 3 to 5). Needs
-- device_said.
CREATE OR REPLACE TEMP TABLE device_axis AS
WITH looks AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($looks, '[{"no": "INTEGER", "rats": "INTEGER", "present": "BOOLEAN", "attaches": "BOOLEAN",
      "latest": "TINYINT"}]')) AS item
  )
),
bounded AS (
  SELECT
    r.rowid AS place, r.no, r.declared, r.volume_only_iot, r.has_tap, r.imsi = 1 AS nobody, r.excluded, r.fee_days,
    CASE WHEN l.present THEN r.present_fee_days ELSE 0 END AS present_fee_days,
    CASE WHEN l.attaches THEN r.attaches ELSE 0 END AS attaches,
    -- Without a fee day nothing is due: it stands with the version that the list names its segment by.
    coalesce(r.fee_version, l.latest) AS fee_version,
    r.rats & l.rats AS rats, r.binding, r.probability,
    r.out_of_question, r.found_by, r.window_days, r.longest_gap, r.sms, r.calls,
    CAST(r.bytes_up AS HUGEINT) + r.bytes_down AS bytes,
    CAST(s.charge_at AS INTEGER) AS charge_at,
    CAST(s.review_at AS INTEGER) AS review_at,
    CAST(s.keep_at AS INTEGER) AS keep_at,
    s.notice_periods,
    -- NULL where nothing is said of the device, as of most.
    w.verdict, w.reviewed, w.is_iot, w.charged_before, w.notices,
    s.permanent_days, s.max_gap_days, s.window_from_day, s.period_end_day,
    s.silent_bytes, s.silent_sms, s.silent_calls, s.low_bytes, s.low_sms, s.low_calls,
    c.first_day, c.last_day
  FROM period.device_row AS r
  JOIN scope AS s ON s.no = r.no
  JOIN looks AS l ON l.no = r.no
  LEFT JOIN feed_coverage AS c ON c.visited_key = s.visited_key
  LEFT JOIN device_said AS w ON w.no = r.no AND w.imsi = r.imsi
),
judged AS (
  SELECT
    *,
    -- By the word of a reviewer, the declaration, the partner's list; NULL where the model decides.
    CASE WHEN reviewed THEN is_iot WHEN binding AND declared THEN true ELSE is_iot END AS told_iot
  FROM bounded
),
weighed AS (
  SELECT
    *,
    -- CASE looks further at few devices, or at none.
    CASE
      WHEN charged_before THEN told_iot IS NULL AND probability >= keep_at AND probability < charge_at
      ELSE false
    END AS kept,
    CASE
      WHEN notice_periods > 0
        THEN told_iot IS NULL AND probability >= charge_at AND charged_before IS NOT TRUE
          AND coalesce(notices, 0) < notice_periods
      ELSE false
    END AS in_notice
  FROM judged
),
decided AS (
  SELECT
    *,
    CASE
      WHEN told_iot THEN 'iot'
      WHEN NOT told_iot THEN 'human'
      WHEN probability >= charge_at OR kept THEN 'iot'
      WHEN probability >= review_at THEN 'unknown'
      ELSE 'human'
    END AS device
  FROM weighed
)
SELECT
  place, no, device, declared, volume_only_iot, has_tap, nobody, excluded, rats,
  -- What access fees look at (FeeFacts).
  {'observed': fee_days, 'present': present_fee_days, 'attaches': attaches, 'version': fee_version} AS fee,
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
    WHEN in_notice THEN 'review'
    WHEN device = 'iot' THEN 'charge'
    WHEN device = 'unknown' THEN 'review'
    ELSE 'ignore'
  END AS decision,
  CASE
    WHEN device = 'human' THEN ''
    -- What the model takes for a person was found by its declaration, whatever single figures say, and by signaling where nothing else knows it.
    WHEN binding AND declared AND probability < review_at
      THEN array_to_string(
        list_filter(
          string_split(found_by, ';'), word -> starts_with(word, 'declared_') OR (word = 'signaling' AND NOT has_tap)
        ),
        ';'
      )
    ELSE found_by
  END AS detected_by,
  -- Of a device that there is nothing to decide of nobody contests anything.
  binding AND declared AND NOT out_of_question
    AND (probability < review_at OR coalesce(verdict = 'rejected', false)) AS contested,
  -- Whose word holds beside the model's reasons (DeviceKind.ruling): nobody's where nothing is decided.
  CASE
    WHEN out_of_question THEN ''
    WHEN verdict IS NOT NULL THEN verdict
    WHEN kept THEN 'kept'
    WHEN in_notice THEN 'notice ' || CAST(coalesce(notices, 0) + 1 AS VARCHAR)
    ELSE ''
  END AS ruling
FROM decided
