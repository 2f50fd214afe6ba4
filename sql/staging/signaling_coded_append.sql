-- Appends the well-formed rows of the block to signaling_coded.
INSERT INTO signaling_coded
SELECT
  $file_id, s.line, s.event_ms, s.imsi, s.imei, d1.code, d2.code, d3.code, d4.code, d5.code, d6.code, d7.code
FROM signaling_row AS s
LEFT JOIN signaling_word AS d1 ON d1.value = s.interface
LEFT JOIN signaling_word AS d2 ON d2.value = s."procedure"
LEFT JOIN signaling_word AS d3 ON d3.value = s.result
LEFT JOIN signaling_word AS d4 ON d4.value = s.visited_plmn
LEFT JOIN signaling_word AS d5 ON d5.value = s.rat
LEFT JOIN signaling_word AS d6 ON d6.value = s.cell
LEFT JOIN signaling_word AS d7 ON d7.value = s.apn
WHERE s.reason IS NULL
