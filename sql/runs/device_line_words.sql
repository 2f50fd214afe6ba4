-- Grain: one value: what the rows of device_lines_parquet look up by the number of their line, service and pair, from 1.
SET VARIABLE device_line_words = {
  'rows': CAST($rows AS BIGINT),
  'of': from_json($words, '{"line": ["INTEGER"], "service": ["VARCHAR"], "pair": ["INTEGER"],
    "moves": ["BOOLEAN"], "segment": ["VARCHAR"], "places": ["INTEGER"]}')
}
