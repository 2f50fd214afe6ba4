-- One row per kind of row that is no whole event of its own (an answer that told its request's result, a message sent
-- again, a request or answer without the other), and how many of them the file has.
SELECT
  CASE fate
    WHEN 'answer' THEN 'answers_paired'
    WHEN 'sent_again' THEN 'sent_again'
    WHEN 'unasked_skip' THEN 'unasked'
    ELSE 'unanswered'
  END AS warning,
  count(*) AS rows
FROM profile_paired
WHERE fate IN ('answer', 'sent_again', 'unasked_skip', 'unanswered_skip', 'unanswered_keep')
GROUP BY warning
ORDER BY warning
