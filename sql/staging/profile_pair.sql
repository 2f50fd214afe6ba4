-- profile_paired: one row per request or answer of the file: what becomes of it, and the line of a request's answer.
-- Of rows with one key in the order of their times, a request is paired with an answer that comes next inside the
-- window; one that is followed by the same request again was sent again and is no event, like the second of two answers.
CREATE OR REPLACE TEMP TABLE profile_paired AS
WITH rule AS (
  SELECT item.*
  FROM (
    SELECT unnest(from_json($rules, '[{"message": "INTEGER", "window_ms": "BIGINT", "unanswered": "VARCHAR", "unasked": "VARCHAR"}]')) AS item
  )
),
side AS (
  SELECT message, pair_key, side, line, CAST(event_time AS BIGINT) AS ms
  FROM profile_row
  WHERE side <> ''
),
neighbour AS (
  SELECT
    message, side, line, ms,
    lead(side) OVER near AS next_side,
    lead(line) OVER near AS next_line,
    lead(ms) OVER near AS next_ms,
    lag(side) OVER near AS last_side,
    lag(ms) OVER near AS last_ms
  FROM side
  WINDOW near AS (PARTITION BY message, pair_key ORDER BY ms, side DESC, line)
)
SELECT
  line,
  CASE
    WHEN side = 'q' AND next_ms - ms <= window_ms AND next_side = 'a' THEN 'answered'
    WHEN side = 'q' AND next_ms - ms <= window_ms THEN 'sent_again'
    WHEN side = 'q' THEN 'unanswered_' || unanswered
    WHEN ms - last_ms <= window_ms AND last_side = 'q' THEN 'answer'
    WHEN ms - last_ms <= window_ms THEN 'sent_again'
    ELSE 'unasked_' || unasked
  END AS fate,
  CASE WHEN side = 'q' AND next_side = 'a' AND next_ms - ms <= window_ms THEN next_line END AS answer_line
FROM neighbour
JOIN rule USING (message)
